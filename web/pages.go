package web

import "net/http"

func (s *Server) pages() []route { return nil }

func (s *Server) failPage(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, err.Error(), 500)
}
