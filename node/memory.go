package node

import (
	"os"
	"runtime/debug"
)

// roomForGarbage lets the heap grow to several times what lives in it, which is little, before it is cleaned: with the usual doubling
// a busy process spends a tenth of its time on that. GOGC overrides it.
func roomForGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
