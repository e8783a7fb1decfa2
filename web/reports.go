package web

// reportPages is the part of the table about what coordinators look back on.
func (s *Server) reportPages() []route { return nil }
