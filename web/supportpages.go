package web

// supportPages is the part of the table about families that somebody stands by.
func (s *Server) supportPages() []route { return nil }
