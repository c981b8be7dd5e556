package server

import (
	"context"
	"database/sql"
	"runtime"
	"testing"
	"time"
)

func TestNoGoroutineOutlivesTheServer(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("sessions", func(t *testing.T) {
		h := newHarness(t, nil)
		for range 5 {
			db, err := sql.Open("mysql", h.dsn("ana", "sales?tls=skip-verify"))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
			_, _ = db.ExecContext(ctx, "select slow from orders")
			cancel()
			_ = db.Close()
		}
	})
	for i := 0; runtime.NumGoroutine() > before; i++ {
		if i == 100 {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines more than before:\n%s", runtime.NumGoroutine()-before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(20 * time.Millisecond)
	}
}
