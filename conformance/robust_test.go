package conformance

import (
	"fmt"
	"math/rand"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// dashboards are statements as dashboards send them, from light to heavy.
var dashboards = []string{
	"SELECT 1",
	"SHOW TABLES FROM sales",
	"SELECT n_name FROM geo.nation ORDER BY n_name",
	"SELECT c_mktsegment, COUNT(*), AVG(c_acctbal) FROM crm.customer GROUP BY c_mktsegment ORDER BY 1",
	"SELECT YEAR(o_orderdate) AS y, SUM(o_totalprice) FROM sales.orders GROUP BY y ORDER BY y",
	"SELECT l_returnflag, l_linestatus, SUM(l_quantity), COUNT(*) FROM sales.lineitem GROUP BY 1, 2 ORDER BY 1, 2",
	"SELECT n_name, SUM(o_totalprice) AS s FROM sales.orders JOIN crm.customer ON o_custkey = c_custkey JOIN geo.nation ON c_nationkey = n_nationkey GROUP BY n_name ORDER BY s DESC LIMIT 10",
	"SELECT c_custkey, c_name, c_phone FROM crm.customer WHERE c_custkey = 17",
	"SELECT o_orderkey, o_totalprice FROM sales.orders ORDER BY o_totalprice DESC, o_orderkey LIMIT 100",
	"SELECT l_orderkey, l_quantity FROM sales.lineitem WHERE l_shipdate BETWEEN '1995-01-01' AND '1995-02-01' ORDER BY l_orderkey, l_linenumber",
}

// 64 clients at once: no error, each answer the same as alone, and afterwards
// neither goroutines nor memory are left.
func TestManyClients(t *testing.T) {
	s := theDemo.get(t)
	users := []string{"admin", "analyst", "analyst_eu"}
	want := map[string]string{}
	for _, user := range users {
		c := connect(t, s, user)
		for _, sql := range dashboards {
			want[user+sql] = answer(t, c, sql)
		}
		c.Close()
	}
	base, rss := settled(t, s)
	length := 10 * time.Second
	if *long {
		length = time.Minute
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	end := time.Now().Add(length)
	for i := range 64 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n, err := client(s, users[i%len(users)], int64(i), end, want)
			mu.Lock()
			defer mu.Unlock()
			total += n
			if err != nil {
				t.Errorf("client %d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	after, rssAfter := settled(t, s)
	t.Logf("%d statements in %s; goroutines %v, then %v; memory %d MB, then %d MB", total, length, base, after, rss>>20, rssAfter>>20)
	if total < 64*10 {
		t.Errorf("only %d statements", total)
	}
	if after > base+8 {
		t.Errorf("%v goroutines are left, %v before", after, base)
	}
	if rssAfter > rss+400<<20 {
		t.Errorf("memory grew from %d to %d MB", rss>>20, rssAfter>>20)
	}
}

// client runs statements until end, connecting anew now and then, as a pool does.
func client(s *Server, user string, seed int64, end time.Time, want map[string]string) (n int, err error) {
	rng := rand.New(rand.NewSource(seed))
	for time.Now().Before(end) {
		c, err := s.Connect(user)
		if err != nil {
			return n, err
		}
		for range 20 {
			if !time.Now().Before(end) {
				break
			}
			sql := dashboards[rng.Intn(len(dashboards))]
			r, err := c.One(sql)
			if err != nil {
				c.Close()
				return n, fmt.Errorf("%s: %w", sql, err)
			}
			if fmt.Sprint(r.Rows) != want[user+sql] {
				c.Close()
				return n, fmt.Errorf("%s as %s: another answer than alone", sql, user)
			}
			n++
		}
		c.Close()
	}
	return n, nil
}

func answer(t testing.TB, c *Conn, sql string) string {
	t.Helper()
	r, err := c.One(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return fmt.Sprint(r.Rows)
}

// settled waits until the number of goroutines has stopped falling, and gives it and the memory.
func settled(t testing.TB, s *Server) (goroutines float64, rss int64) {
	t.Helper()
	last := 1e9
	for range 50 {
		n, found, err := s.Metric("go_goroutines")
		if err != nil || !found {
			t.Fatalf("go_goroutines: %v %v", found, err)
		}
		if n >= last {
			break
		}
		last = n
		time.Sleep(200 * time.Millisecond)
	}
	rss, err := s.RSS()
	if err != nil {
		t.Fatal(err)
	}
	return last, rss
}

// bigSQL streams n rows of eight columns; 60,000 lines times 25 nations times …
func bigSQL(n int) string {
	return fmt.Sprintf("SELECT l_orderkey, l_linenumber, l_quantity, l_extendedprice, l_shipdate, l_shipmode, l_comment, n_name "+
		"FROM sales.lineitem CROSS JOIN geo.nation CROSS JOIN (SELECT n_nationkey AS k2 FROM geo.nation) b CROSS JOIN (SELECT r_regionkey FROM geo.region) c LIMIT %d", n)
}

// A result of any size leaves the server's memory flat.
func TestStreamMemory(t *testing.T) {
	dir := theDemo.get(t).Dir
	rows := 3_000_000
	if *long {
		rows = 50_000_000
	}
	for _, prepared := range []bool{false, true} {
		t.Run(fmt.Sprintf("prepared=%v", prepared), func(t *testing.T) {
			s, err := Start(time.Minute, "serve", "--mesh", dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Stop() })
			c := connect(t, s, "admin")
			peak, first := drainWatching(t, s, c, bigSQL(rows), rows, prepared)
			t.Logf("%d rows, first after %s, server at most %d MB", rows, first, peak>>20)
			if peak > 300<<20 {
				t.Errorf("the server took %d MB", peak>>20)
			}
			if first > time.Second {
				t.Errorf("the first row came after %s", first)
			}
		})
	}
}

// drainWatching reads a result row by row and samples the server's memory.
func drainWatching(t *testing.T, s *Server, c *Conn, sql string, rows int, prepared bool) (peak int64, first time.Duration) {
	t.Helper()
	start := time.Now()
	r, err := startQuery(c, sql, prepared)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for {
		p, err := c.Next(r)
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			break
		}
		if n++; n == 1 {
			first = time.Since(start)
		}
		if n%100_000 == 1 {
			rss, err := s.RSS()
			if err != nil {
				t.Fatal(err)
			}
			peak = max(peak, rss)
		}
	}
	if n != rows {
		t.Errorf("%d rows instead of %d", n, rows)
	}
	return peak, first
}

func startQuery(c *Conn, sql string, prepared bool) (*Result, error) {
	if !prepared {
		return c.Start(sql)
	}
	st, err := c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	return st.Start()
}

// A client that goes away in the middle of a result stops the server's work within a second.
func TestClientGone(t *testing.T) {
	s := theDemo.get(t)
	for name, sql := range map[string]string{"in the rows": bigSQL(30_000_000), "before the first row": endlessSQL} {
		t.Run(name, func(t *testing.T) {
			c, err := s.Connect("admin")
			if err != nil {
				t.Fatal(err)
			}
			if name == "in the rows" {
				r, err := c.Start(sql)
				if err != nil {
					t.Fatal(err)
				}
				for range 1000 {
					if _, err := c.Next(r); err != nil {
						t.Fatal(err)
					}
				}
			} else {
				if err := c.command(0x03, []byte(sql)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(300 * time.Millisecond)
			}
			if n, _, err := s.Metric(runningMetric); err != nil || n != 1 {
				t.Errorf("%v queries run before, %v", n, err)
			}
			if err := c.Abort(); err != nil {
				t.Fatal(err)
			}
			waitIdle(t, s, time.Second)
		})
	}
}

// kill -9 in the middle of work leaves nothing that a restart trips over.
func TestKillNine(t *testing.T) {
	from, o := theMesh.get(t), theOracle.get(t)
	_ = o
	dir, err := newDir("killed")
	if err != nil {
		t.Fatal(err)
	}
	if err := CopyMesh(from, dir); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		s, err := Start(30*time.Second, "serve", "--mesh", dir)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Connect("analyst")
		if err != nil {
			t.Fatal(err)
		}
		answer(t, c, "SELECT COUNT(*) FROM sales.orders")
		if _, err := c.Start(bigSQL(10_000_000)); err != nil {
			t.Fatal(err)
		}
		s.Kill()
		c.Abort()
	}
	s, err := Start(30*time.Second, "serve", "--mesh", dir)
	if err != nil {
		t.Fatal(err)
	}
	answer(t, connect(t, s, "analyst"), "SELECT COUNT(*) FROM crm.customer")
	if err := s.Stop(); err != nil {
		t.Errorf("end: %v\n%s", err, s.Log.Tail())
	}
	if left := spilled(t, dir); len(left) > 0 {
		t.Errorf("spill files are left: %v", left)
	}
}

func spilled(t *testing.T, mesh string) []string {
	t.Helper()
	entries, err := os.ReadDir(mesh + "/.nanohouse/spill")
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.Name() != "lock" && !strings.HasSuffix(e.Name(), ".lock") {
			out = append(out, e.Name())
		}
	}
	return out
}

// SIGTERM lets a running statement end, and then the server.
func TestDrain(t *testing.T) {
	s, err := Start(time.Minute, "serve", "--mesh", theDemo.get(t).Dir)
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, s, "admin")
	r, err := c.Start(bigSQL(300_000))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Stop() }()
	time.Sleep(200 * time.Millisecond)
	n := 0
	for {
		p, err := c.Next(r)
		if err != nil {
			t.Fatalf("after %d rows: %v", n, err)
		}
		if p == nil {
			break
		}
		n++
	}
	if n != 300_000 {
		t.Errorf("%d rows", n)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := s.Connect("admin"); err == nil {
		t.Error("the server still accepts connections")
	}
}
