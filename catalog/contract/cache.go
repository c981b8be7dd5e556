package contract

import (
	"crypto/sha256"
	"sync"
)

// Cache keeps what each contract file gave, by its text, from one load to the
// next. It is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	entries map[string]cached
}

type cached struct {
	sum [sha256.Size]byte
	result
}

// NewCache makes an empty cache.
func NewCache() *Cache { return &Cache{entries: map[string]cached{}} }

// get gives the result for a file's text, reading it only when the text, the
// mesh directory or what the options ask for is new.
func (c *Cache) get(dir, file string, opt Options, text []byte, read func() result) result {
	h := sha256.New()
	for _, s := range []string{dir, opt.Server, opt.Collation.String()} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	h.Write(text)
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	c.mu.Lock()
	old, ok := c.entries[file]
	c.mu.Unlock()
	if ok && old.sum == sum {
		return old.result
	}
	r := read()
	c.mu.Lock()
	c.entries[file] = cached{sum, r}
	c.mu.Unlock()
	return r
}

// keep forgets every file but these.
func (c *Cache) keep(files []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entries := make(map[string]cached, len(files))
	for _, f := range files {
		if e, ok := c.entries[f]; ok {
			entries[f] = e
		}
	}
	c.entries = entries
}
