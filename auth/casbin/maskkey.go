package casbin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nanohouse/catalog"
)

// The secret of hash masks comes from this variable, or else from this file.
const (
	MaskKeyVariable = "NANOHOUSE_MASK_KEY"
	MaskKeyFile     = "policy/mask.key"
)

const leastKey = 16

// EnsureMaskKey makes the mesh's mask key of random bytes when there is none.
// The file is readable by its owner only.
func EnsureMaskKey(meshDir string) error {
	if os.Getenv(MaskKeyVariable) != "" {
		return nil
	}
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return fmt.Errorf("make %s: %w", MaskKeyFile, err)
	}
	path := filepath.Join(meshDir, filepath.FromSlash(MaskKeyFile))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make %s: %w", MaskKeyFile, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("make %s: %w", MaskKeyFile, err)
	}
	_, err = f.WriteString(hex.EncodeToString(raw[:]) + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("make %s: %w", MaskKeyFile, err)
	}
	return nil
}

// loadMaskKey reads the mask key. Where a mesh has none, hash masks are keyed
// with random bytes that nobody knows, until the next load.
func loadMaskKey(meshDir string, needed bool) ([]byte, *catalog.Finding) {
	source, text := MaskKeyVariable, os.Getenv(MaskKeyVariable)
	if text == "" {
		source = MaskKeyFile
		path := filepath.Join(meshDir, filepath.FromSlash(MaskKeyFile))
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return randomKey(needed)
		}
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			return nil, keyFinding("others than its owner may read the mask key", "run chmod 600 "+MaskKeyFile)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, keyFinding("the mask key cannot be read", "make the file readable for the server's user")
		}
		text = strings.TrimSpace(string(raw))
	}
	if len(text) < leastKey {
		return nil, keyFinding(fmt.Sprintf("the mask key in %s is shorter than %d characters", source, leastKey), "write 64 random hex digits")
	}
	key := sha256.Sum256([]byte("nanohouse mask key\x00" + text))
	return key[:], nil
}

func randomKey(needed bool) ([]byte, *catalog.Finding) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, keyFinding("no random bytes for a mask key", "set "+MaskKeyVariable)
	}
	if !needed {
		return key, nil
	}
	f := keyFinding("there is no mask key, so hash masks give other values after each reload",
		"set "+MaskKeyVariable+", or let `nanohouse serve` make the file")
	f.Severity = catalog.Warning
	return key, f
}

func keyFinding(problem, fix string) *catalog.Finding {
	return &catalog.Finding{Position: catalog.Position{File: MaskKeyFile}, Problem: problem, Fix: fix}
}
