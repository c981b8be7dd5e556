package main

import (
	"context"
	"os/signal"
	"syscall"
)

// untilSignal gives a context that ends at SIGTERM or SIGINT. A second signal
// ends the process at once.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // from now on a signal has its usual meaning
	return ctx, stop
}
