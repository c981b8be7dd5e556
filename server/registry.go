package server

import (
	"sort"
	"sync"
	"sync/atomic"
)

// registry knows the sessions that live, by connection id.
type registry struct {
	last      atomic.Uint32
	questions atomic.Uint64

	mu       sync.Mutex
	sessions map[uint32]*session
}

func newRegistry() *registry { return &registry{sessions: map[uint32]*session{}} }

// add registers a session unless there are limit already.
func (r *registry) add(s *session, limit int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.sessions) >= limit {
		return false
	}
	r.sessions[s.id] = s
	return true
}

func (r *registry) remove(id uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, id)
}

func (r *registry) find(id uint64) (*session, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.sessions[uint32(id)]
	return s, ok && id <= 1<<32-1
}

func (r *registry) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.sessions)
}

// each calls visit for every session, in the order of ids, without holding the lock.
func (r *registry) each(visit func(*session)) {
	r.mu.Lock()
	all := make([]*session, 0, len(r.sessions))
	for _, s := range r.sessions {
		all = append(all, s)
	}
	r.mu.Unlock()
	sort.Slice(all, func(i, j int) bool { return all[i].id < all[j].id })
	for _, s := range all {
		visit(s)
	}
}
