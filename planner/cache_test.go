package planner

import (
	"fmt"
	"strings"
	"testing"

	"nanohouse/planner/sqlgen"
)

// A thousand plans of long texts must not stay in memory.
func TestCacheIsBoundedBySize(t *testing.T) {
	c := newCache(1000)
	sized := func(n int) *Runnable { return &Runnable{statement: sqlgen.Statement{SQL: strings.Repeat("x", n)}} }
	c.put("long", sized(maxCachedPlan))
	if _, ok := c.get("long"); ok {
		t.Error("a long plan was kept")
	}
	const each = 200 << 10
	for i := range 1000 {
		c.put(fmt.Sprint(i), sized(each))
		c.put(fmt.Sprint(i), sized(each)) // again: counts once
	}
	total := 0
	for _, e := range c.byKey {
		total += e.Value.(*entry).size()
	}
	if total != c.size || total > maxCacheSize || total < maxCacheSize-2*each {
		t.Errorf("holds %d, says %d, of at most %d", total, c.size, maxCacheSize)
	}
	if _, ok := c.get("999"); !ok {
		t.Error("the last plan is gone")
	}
	for key := range c.byKey {
		c.drop(key)
	}
	c.put("a", sized(maxCachedPlan+1))
	if c.size != 0 || c.order.Len() != 0 {
		t.Errorf("empty, but holds %d", c.size)
	}
}
