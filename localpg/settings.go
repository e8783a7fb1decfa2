package localpg

import (
	"maps"
	"slices"
	"strings"
)

// port only names the socket's file: no server here listens on TCP.
const port = "5432"

// settings are the -c arguments of the server. On the command line they win over the files in the data directory.
func (s *Server) settings() []string {
	all := map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_directories": `"` + strings.ReplaceAll(s.socket, `"`, `""`) + `"`,
		"unix_socket_permissions": "0700",
		"max_connections":         "100",
		"timezone":                "UTC",
		"cluster_name":            "almoner",

		// The log must never hold personal data. Errors quote values in their text, their detail and their statement;
		// whoever ran the statement got the error, so the log keeps only the server's own messages and FATAL.
		"logging_collector":                 "off",
		"log_destination":                   "stderr",
		"log_timezone":                      "UTC",
		"log_min_messages":                  "log",
		"log_min_error_statement":           "panic",
		"log_error_verbosity":               "terse",
		"log_statement":                     "none",
		"log_min_duration_statement":        "-1",
		"log_parameter_max_length":          "0",
		"log_parameter_max_length_on_error": "0",
	}
	if !s.options.Durable {
		// Commits stay synchronous: without fsync that costs one write, and a killed server keeps what it confirmed.
		all["fsync"] = "off"
		all["full_page_writes"] = "off"
	}
	maps.Copy(all, s.options.Settings)
	args := make([]string, 0, 2*len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}
