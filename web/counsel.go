package web

// counselPages is the part of the table about notes that only their author opens.
func (s *Server) counselPages() []route { return nil }
