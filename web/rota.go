package web

// rotaPages is the rota's part of the table.
func (s *Server) rotaPages() []route { return nil }
