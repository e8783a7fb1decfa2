package web

import (
	"net"
	"sync"
	"time"
)

// A place may send this many requests at once, and one more each interval after that: far more than a department behind one
// proxy sends, far less than a flood.
const (
	limitBurst    = 500
	limitInterval = 100 * time.Millisecond
	limitPlaces   = 50_000
)

// limiter bounds how many requests one place sends. It forgets places when there are too many of them.
type limiter struct {
	mu     sync.Mutex
	places map[string]time.Time // when the place's burst will be whole again
}

func (l *limiter) allow(q *request, now time.Time) bool {
	place, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		place = q.RemoteAddr
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.places == nil || len(l.places) > limitPlaces {
		l.places = map[string]time.Time{}
	}
	whole := l.places[place]
	if whole.Before(now) {
		whole = now
	}
	if whole.Sub(now) > (limitBurst-1)*limitInterval {
		return false
	}
	l.places[place] = whole.Add(limitInterval)
	return true
}
