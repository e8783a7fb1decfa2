package main

import (
	"context"
	"flag"

	"github.com/almoner/almoner/bench"
)

// runBench prints a result only when everything that was measured was also right.
func runBench(ctx context.Context, c *call) error {
	var o bench.Options
	var asJSON bool
	words, err := c.parse(func(set *flag.FlagSet) {
		set.BoolVar(&asJSON, "json", false, "print one line of JSON")
		set.IntVar(&o.Seconds, "seconds", bench.DefaultSeconds, "seconds of full load, for floor and product each; more are spent on what else is measured")
		set.IntVar(&o.Concurrency, "concurrency", bench.DefaultConcurrency, "requests under way at once")
		set.IntVar(&o.History, "history", bench.DefaultHistory, "closed requests written beforehand")
	})
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	if o.Seconds < 1 || o.Concurrency < 1 || o.History < 0 {
		return usagef("bench: --seconds and --concurrency have to be at least 1, --history at least 0")
	}
	result, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	if asJSON {
		return result.WriteJSON(c.out)
	}
	return result.WriteText(c.out)
}
