// Command almoner is the whole of Almoner in one binary: its demo, its server, and the tools of whoever runs it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	var wrong usageError
	if errors.As(err, &wrong) {
		fmt.Fprintln(os.Stderr, "almoner: "+wrong.Error())
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "almoner: "+err.Error())
		os.Exit(1)
	}
}
