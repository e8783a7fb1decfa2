package main

import (
	"context"
)

func runBench(ctx context.Context, c *call) error     { return nil }
func runUser(ctx context.Context, c *call) error      { return nil }
func runMember(ctx context.Context, c *call) error    { return nil }
func runProgram(ctx context.Context, c *call) error   { return nil }
func runDead(ctx context.Context, c *call) error      { return nil }
func runAudit(ctx context.Context, c *call) error     { return nil }
func runWorklists(ctx context.Context, c *call) error { return nil }
func runKeys(ctx context.Context, c *call) error      { return nil }
func runEvents(ctx context.Context, c *call) error    { return nil }
