package packet

import (
	"bytes"
	"io"
	"net"
	"testing"
)

// pair gives two framed ends of one connection.
func pair(t testing.TB) (*Conn, *Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	done := make(chan net.Conn, 1)
	go func() {
		c, _ := l.Accept()
		done <- c
	}()
	a, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	x, y := NewConn(a), NewConn(<-done)
	t.Cleanup(func() { _ = x.Close(); _ = y.Close() })
	return x, y
}

func TestFramesOfAnySize(t *testing.T) {
	for _, n := range []int{0, 1, 250, 70_000, MaxFrame - 1, MaxFrame, MaxFrame + 1, 2 * MaxFrame} {
		a, b := pair(t)
		b.LoggedIn(64 << 20)
		sent := bytes.Repeat([]byte{'x'}, n)
		go func() {
			_ = a.Send([]byte("first"))
			_ = a.Send(sent)
			_ = a.Send([]byte("last"))
			_ = a.Flush()
		}()
		for _, want := range [][]byte{[]byte("first"), sent, []byte("last")} {
			got, err := b.Read()
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d: got %d bytes, want %d: %v", n, len(got), len(want), err)
			}
		}
	}
}

func TestSequenceIsChecked(t *testing.T) {
	a, b := pair(t)
	_ = a.Send(nil)
	a.NextSequence()
	_ = a.Send(nil)
	_ = a.Flush()
	if _, err := b.Read(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read(); err != ErrOutOfOrder {
		t.Errorf("got %v", err)
	}
}

func TestFeedTellsOfAClientThatGoes(t *testing.T) {
	a, b := pair(t)
	gone := make(chan error, 1)
	b.Feed(func(err error) { gone <- err })
	_ = a.Send([]byte("one"))
	_ = a.Flush()
	if got, err := b.Read(); err != nil || string(got) != "one" {
		t.Fatal(got, err)
	}
	_ = a.Close()
	if err := <-gone; err != io.EOF {
		t.Errorf("got %v", err)
	}
}

func TestParams(t *testing.T) {
	e := Execute{params: []byte{0b10, 1, byte(TypeDateTime), 0, byte(TypeTiny), 0, byte(TypeTiny), 0x80, byte(TypeTime), 0,
		11, 0xe8, 0x07, 1, 9, 1, 2, 3, 4, 0, 0, 0, 0xff, 12, 1, 1, 0, 0, 0, 2, 3, 4, 5, 0, 0, 0}}
	got, types, err := e.Params(4, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []any{"2024-01-09 01:02:03.000004", nil, uint64(255), "-26:03:04.000005"}
	for i, p := range got {
		if p.Value != want[i] {
			t.Errorf("%d: got %v, want %v", i, p.Value, want[i])
		}
	}
	again := Execute{params: []byte{0b1111, 0}}
	if _, _, err := again.Params(4, types, nil); err != nil {
		t.Errorf("types of the execution before: %v", err)
	}
	if got, _, err := again.Params(4, nil, nil); err != nil || !got[3].Null {
		t.Errorf("NULLs without types: %v, %v", got, err)
	}
	if _, _, err := (Execute{params: []byte{0b0111, 0, 1}}).Params(4, nil, nil); err != ErrMalformed {
		t.Errorf("a value without its type: %v", err)
	}
}

func FuzzParsers(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 0, 1, 0, 0, 0, 0, 1, 0xfd, 0, 3, 'a', 'b', 'c'}, uint16(1))
	f.Add(bytes.Repeat([]byte{0xfe}, 40), uint16(3))
	f.Fuzz(func(t *testing.T, b []byte, n uint16) {
		_, _ = ParseLogin(b, Offered|SSL)
		_, _ = ParseChangeUser(b, Offered)
		if e, err := ParseExecute(b); err == nil {
			_, _, _ = e.Params(int(n), nil, nil)
			_, _, _ = e.Params(int(n), make([]ParamType, n), map[uint16][]byte{0: b})
		}
		_, _, _, _ = ParseLongData(b)
		_, _, _ = ParseFetch(b)
		_, _ = ParseID(b)
		ParseFieldList(b)
		IsSSLRequest(b)
		_, _ = LenString(b)
	})
}
