package demo

import (
	"fmt"
	"io"
	"strings"
)

// barWidth is the number of characters of a full bar.
const barWidth = 30

// Bar draws progress as a bar on one line of a terminal.
func Bar(w io.Writer) func(done, total int, table string) {
	return func(done, total int, table string) {
		full := barWidth * done / max(1, total)
		fmt.Fprintf(w, "\r[%s%s] %3d%% %-18s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), 100*done/max(1, total), table)
		if done == total {
			fmt.Fprintf(w, "\r%s\r", strings.Repeat(" ", barWidth+28))
		}
	}
}

// Lines writes a line when a table begins, for output that is no terminal.
func Lines(w io.Writer) func(done, total int, table string) {
	return func(done, total int, table string) {
		if done < total {
			fmt.Fprintf(w, "%3d%% making %s\n", 100*done/max(1, total), table)
		}
	}
}
