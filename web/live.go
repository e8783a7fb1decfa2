package web

import (
	"net/http"
	"sync"
	"time"

	"github.com/almoner/almoner/domain"
)

// Bounds of pages that hear what happens.
const (
	listenersMax = 500                    // open pages in one process; one more loads by hand
	listenFor    = 100 * time.Second      // then the browser asks again, which finds out who is still signed in
	quietFor     = 20 * time.Second       // a line after that, so that proxies keep the connection
	settleFor    = 250 * time.Millisecond // what happens together is told once
)

// live tells open pages that something has happened, so that they look again. It says nothing about what happened.
type live struct {
	watch func(tell func(organization string)) (stop func(), err error)

	mu        sync.Mutex
	listeners map[chan struct{}]string // whose organization; empty for everybody's
	stop      func()
	closed    bool
}

// listen adds a page; it has to be left again.
func (l *live) listen(organization string) (bell chan struct{}, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.watch == nil || l.closed || len(l.listeners) >= listenersMax {
		return nil, domain.Errorf(domain.Unavailable, "This page is not kept up to date by itself at the moment. Please load it again to see what is new.")
	}
	if l.stop == nil {
		if l.stop, err = l.watch(l.ring); err != nil {
			return nil, domain.Because(err, domain.Unavailable, "This page is not kept up to date by itself at the moment. Please load it again to see what is new.")
		}
	}
	if l.listeners == nil {
		l.listeners = map[chan struct{}]string{}
	}
	bell = make(chan struct{}, 1)
	l.listeners[bell] = organization
	return bell, nil
}

func (l *live) leave(bell chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.listeners, bell)
	if len(l.listeners) == 0 && l.stop != nil {
		l.stop()
		l.stop = nil
	}
}

// ring tells the pages of an organization. A page that has not heard the last ring yet needs no other.
func (l *live) ring(organization string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for bell, of := range l.listeners {
		if of == "" || of == organization {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	}
}

// HangUp ends all open streams, so that the process can end.
func (s *Server) HangUp() {
	s.live.mu.Lock()
	defer s.live.mu.Unlock()
	s.live.closed = true
	for bell := range s.live.listeners {
		close(bell)
		delete(s.live.listeners, bell)
	}
}

// Watch sets how open pages hear that something has happened; without it they are loaded by hand.
func (s *Server) Watch(watch func(tell func(organization string)) (stop func(), err error)) {
	s.live.watch = watch
}

// Ring tells the pages that listen to all organizations, such as a demo's tape, of what the bus does not tell: that it stands still, or what came of a
// delivery.
func (s *Server) Ring() { s.live.ring("") }

// hear is a stream of "changed" for pages of whoever is signed in, about their own organization.
func (s *Server) hear(w http.ResponseWriter, q *request) error {
	return s.stream(w, q, q.who.Organization)
}

// hearAll is the stream of a demo's event tape.
func (s *Server) hearAll(w http.ResponseWriter, q *request) error { return s.stream(w, q, "") }

func (s *Server) stream(w http.ResponseWriter, q *request, organization string) error {
	bell, err := s.live.listen(organization)
	if err != nil {
		return err
	}
	defer s.live.leave(bell)
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	end, quiet := time.NewTimer(listenFor), time.NewTicker(quietFor)
	defer end.Stop()
	defer quiet.Stop()
	line := "retry: 3000\n\n"
	for {
		if _, err := w.Write([]byte(line)); err != nil {
			return nil // the page is closed
		}
		if out.Flush() != nil {
			return nil
		}
		select {
		case <-q.Context().Done():
			return nil
		case <-end.C:
			return nil
		case <-quiet.C:
			line = ": nothing new\n\n"
		case _, open := <-bell:
			if !open || !s.settle(q, bell) {
				return nil
			}
			line = "event: changed\ndata: look\n\n"
		}
	}
}

// settle waits until what happens together has happened; false when the page is gone.
func (s *Server) settle(q *request, bell chan struct{}) bool {
	wait := time.NewTimer(settleFor)
	defer wait.Stop()
	for {
		select {
		case <-q.Context().Done():
			return false
		case <-wait.C:
			return true
		case _, open := <-bell:
			if !open {
				return false
			}
		}
	}
}
