package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// markerName is the file in the data directory that says what the data is.
const markerName = "demo.json"

// marker says which SQL made the data, and at which scale.
type marker struct {
	Generator string  `json:"generator"`
	Scale     float64 `json:"scale"`
}

// readMarker reads the marker of a data directory; ok is false when there is no such directory.
func readMarker(data string) (m marker, ok bool, err error) {
	if _, err := os.Stat(data); errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, nil
	}
	text, err := os.ReadFile(filepath.Join(data, markerName))
	if errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, fmt.Errorf("%s is there, but was not made by the demo (it has no %s); name another folder with --dir", data, markerName)
	}
	if err != nil {
		return marker{}, false, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return marker{}, false, fmt.Errorf("read %s: %w", filepath.Join(data, markerName), err)
	}
	return m, true, nil
}

func writeMarker(data string, m marker) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(data, markerName), append(text, '\n'), 0o644)
}
