package notify

import "crypto/tls"

// tlsConfig trusts the system's authorities for one host.
func tlsConfig(host string) *tls.Config {
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
}
