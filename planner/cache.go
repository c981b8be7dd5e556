package planner

import (
	"container/list"
	"sync"
)

// maxCacheSize bounds the text of all plans that are kept, of which their trees
// take some 40 times as much: 32 MB make at most about a gigabyte.
const (
	maxCacheSize = 32 << 20
	// maxCachedPlan leaves out long statements, which hold lists of values and hardly
	// come twice.
	maxCachedPlan = 256 << 10
)

// cache keeps the plans that were used last.
type cache struct {
	limit int

	mu    sync.Mutex
	size  int
	order *list.List // of *entry, most recently used first
	byKey map[string]*list.Element
}

type entry struct {
	key  string
	plan *Runnable
}

// size is the length of the texts that a plan comes from and becomes.
func (e *entry) size() int { return len(e.key) + len(e.plan.SQL()) }

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), byKey: map[string]*list.Element{}}
}

func (c *cache) get(key string) (*Runnable, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*entry).plan, true
}

func (c *cache) put(key string, p *Runnable) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byKey[key])
	e := &entry{key, p}
	if e.size() > maxCachedPlan {
		return
	}
	c.byKey[key] = c.order.PushFront(e)
	for c.size += e.size(); c.order.Len() > c.limit || c.size > maxCacheSize; {
		c.remove(c.order.Back())
	}
}

func (c *cache) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.remove(c.byKey[key])
}

// remove takes out an element, which may be nil. The caller holds mu.
func (c *cache) remove(element *list.Element) {
	if element == nil {
		return
	}
	e := c.order.Remove(element).(*entry)
	delete(c.byKey, e.key)
	c.size -= e.size()
}
