package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
)

// serveHTTP serves the health pages in the background until the server is
// closed, and gives the address.
func serveHTTP(s *http.Server, listen string) (string, error) {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "", addressError("--http", listen, err)
	}
	go func() { _ = s.Serve(l) }()
	return l.Addr().String(), nil
}

// addressError says what to do about an address that cannot be listened at.
func addressError(flag, listen string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s %s: another program listens there; name another port, or :0 for any free one", flag, listen)
	}
	var addr *net.AddrError
	var dns *net.DNSError
	if errors.As(err, &addr) || errors.As(err, &dns) {
		return fmt.Errorf("%s %s: not an address; write HOST:PORT, such as 127.0.0.1:3307", flag, listen)
	}
	return fmt.Errorf("%s %s: %w", flag, listen, err)
}
