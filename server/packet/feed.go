package packet

import "sync"

// feed reads packets ahead of the session, one at a time, so that a client
// that goes away is noticed while a statement runs. It works the same over TLS.
type feed struct {
	packets chan message
	stopped chan struct{}
	once    sync.Once
	done    chan struct{}
}

type message struct {
	payload     []byte
	first, last byte
	err         error
}

// Feed starts reading ahead. gone is called once when reading fails: the
// client closed the connection, or broke the protocol.
func (c *Conn) Feed(gone func(error)) {
	f := &feed{packets: make(chan message), stopped: make(chan struct{}), done: make(chan struct{})}
	limit := c.maxPacket
	c.feed = f
	go func() {
		defer close(f.done)
		// Two buffers in turn: the session holds one packet while the next is read.
		var buffers [2][]byte
		for i := 0; ; i ^= 1 {
			if cap(buffers[i]) > keepSize {
				buffers[i] = nil
			}
			payload, first, last, err := readPacket(c.in, buffers[i], limit)
			if err != nil {
				gone(err)
			} else {
				buffers[i] = payload
			}
			select {
			case f.packets <- message{payload, first, last, err}:
			case <-f.stopped:
				return
			}
			if err != nil {
				return
			}
		}
	}()
}

func (f *feed) next() (message, error) {
	select {
	case m := <-f.packets:
		return m, m.err
	case <-f.done:
		return message{}, ErrMalformed
	}
}

// stop ends the feed and waits for its goroutine. The socket must be closed already.
func (f *feed) stop() {
	f.once.Do(func() { close(f.stopped) })
	<-f.done
}
