package authn

import (
	"context"
	"sync"
	"time"
)

// Failed logins of one user from one host wait: longer with each failure,
// and only a few at once, so that they hold up neither others nor the server.
const (
	firstDelay  = 50 * time.Millisecond
	longest     = 2 * time.Second
	mostWaiting = 4
	mostKeys    = 10_000
	forgetAfter = 10 * time.Minute
)

type attempts struct {
	failures int
	waiting  int
	last     time.Time
}

// delays remembers failed logins by user and host.
type delays struct {
	now   func() time.Time
	after func(d time.Duration, f func())
	sleep func(ctx context.Context, d time.Duration)

	mu    sync.Mutex
	byKey map[string]*attempts
}

func newDelays() *delays {
	after := func(d time.Duration, f func()) { time.AfterFunc(d, f) }
	return &delays{now: time.Now, after: after, sleep: sleep, byKey: map[string]*attempts{}}
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// full reports whether so many failed logins already wait that another try
// must be refused unseen.
func (d *delays) full(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.byKey[key]
	return a != nil && a.waiting >= mostWaiting
}

// failed waits for as long as this failure costs. A client that goes away
// meanwhile keeps its place among those that wait, or it would cost nothing.
func (d *delays) failed(ctx context.Context, key string) {
	a, wait := d.note(key)
	d.after(wait, func() {
		d.mu.Lock()
		a.waiting--
		d.mu.Unlock()
	})
	d.sleep(ctx, wait)
}

func (d *delays) note(key string) (*attempts, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	a := d.byKey[key]
	if a == nil {
		d.makeRoom(now)
		a = &attempts{}
		d.byKey[key] = a
	} else if now.Sub(a.last) > forgetAfter {
		a.failures = 0
	}
	wait := min(firstDelay<<min(a.failures, 10), longest)
	a.failures++
	a.waiting++
	a.last = now
	return a, wait
}

// makeRoom forgets what is old, and then whatever nobody waits for.
func (d *delays) makeRoom(now time.Time) {
	if len(d.byKey) < mostKeys {
		return
	}
	for k, a := range d.byKey {
		if a.waiting == 0 && now.Sub(a.last) > forgetAfter {
			delete(d.byKey, k)
		}
	}
	for k, a := range d.byKey {
		if len(d.byKey) < mostKeys {
			return
		}
		if a.waiting == 0 {
			delete(d.byKey, k)
		}
	}
}

func (d *delays) succeeded(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.byKey[key]; a != nil {
		a.failures = 0
	}
}
