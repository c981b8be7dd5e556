package casbin

import (
	"sync"
	"sync/atomic"

	"nanohouse/auth"
	"nanohouse/catalog"
)

type grantKey struct {
	ds  *catalog.Dataset
	who string
}

// mostCachedColumns bounds the cache: a column of a Grant takes about 130 bytes.
const mostCachedColumns = 1 << 20

// grantCache keeps compiled Grants. When it is full it begins anew.
type grantCache struct {
	grants  atomic.Pointer[sync.Map]
	columns atomic.Int64
}

func (c *grantCache) get(k grantKey) (auth.Grant, bool) {
	m := c.grants.Load()
	if m == nil {
		return auth.Grant{}, false
	}
	g, ok := m.Load(k)
	if !ok {
		return auth.Grant{}, false
	}
	return *g.(*auth.Grant), true
}

func (c *grantCache) put(k grantKey, g auth.Grant) {
	m := c.grants.Load()
	if m == nil || c.columns.Add(int64(len(g.Columns)+1)) > mostCachedColumns {
		fresh := &sync.Map{}
		if !c.grants.CompareAndSwap(m, fresh) {
			return
		}
		c.columns.Store(int64(len(g.Columns) + 1))
		m = fresh
	}
	m.Store(k, &g)
}
