package config

import (
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
)

var units = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// size reads a number of bytes with its unit, or a share of a whole.
func size(to *int64, s string, whole int64) error {
	bad := errors.New("write a size with its unit, such as 512MB or 8GiB")
	if share, ok := strings.CutSuffix(s, "%"); ok && whole > 0 {
		n, err := strconv.ParseUint(share, 10, 7)
		if err != nil || n < 1 || n > 100 {
			return errors.New("write a share between 1% and 100%, or a size such as 8GB")
		}
		*to = whole / 100 * int64(n)
		return nil
	}
	if s == "0" && whole == 0 {
		*to = 0
		return nil
	}
	for _, u := range units {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if n *= u.bytes; err != nil || math.IsNaN(n) || n < 1 || n > 1<<60 {
			return bad
		}
		*to = int64(n)
		return nil
	}
	return bad
}

// unknownMemory is taken for a machine that does not tell how much memory it has.
const unknownMemory = 4 << 30

// memory is what the machine has, or the container that this process runs in.
func memory() int64 {
	least := int64(math.MaxInt64)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line)
			if len(f) >= 2 && f[0] == "MemTotal:" {
				if kb, err := strconv.ParseInt(f[1], 10, 53); err == nil && kb > 0 {
					least = kb << 10
				}
			}
		}
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(file); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
				least = min(least, n)
			}
		}
	}
	if least == math.MaxInt64 {
		return unknownMemory
	}
	return least
}
