package conformance

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const s3KeyID, s3Secret = "some-key-id", "some-secret-key"

// objectStore runs a real S3 server over a directory, whose folders are buckets.
func objectStore(t *testing.T, dir string, port int) (stop func()) {
	t.Helper()
	program := os.Getenv("NANOHOUSE_TEST_VERSITYGW")
	if program == "" {
		missing(t, toolError{fmt.Errorf("NANOHOUSE_TEST_VERSITYGW is not set: run conformance/install.sh, or use make test")})
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	cmd := exec.Command(program, "--port", addr, "--region", "us-east-1", "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+s3KeyID, "ROOT_SECRET_KEY="+s3Secret)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(stop)
	for range 200 {
		if nc, err := net.Dial("tcp", addr); err == nil {
			nc.Close()
			return stop
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the object store does not answer")
	return nil
}

// A dataset in object storage joins datasets on the disk, obeys policy, and
// comes back when the store does.
func TestObjectStorage(t *testing.T) {
	mesh := theMesh.get(t)
	ext := os.Getenv("NANOHOUSE_TEST_EXTENSIONS")
	if ext == "" {
		missing(t, toolError{fmt.Errorf("NANOHOUSE_TEST_EXTENSIONS is not set: run conformance/install.sh, or use make test")})
	}
	dir, err := newDir("s3-mesh")
	if err != nil {
		t.Fatal(err)
	}
	buckets, err := newDir("s3-data")
	if err != nil {
		t.Fatal(err)
	}
	if err := CopyMesh(mesh, dir); err != nil {
		t.Fatal(err)
	}
	if err := CopyMesh(filepath.Join(dir, "data", "geo", "region"), filepath.Join(buckets, "mesh", "geo", "region")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "data", "geo", "region")); err != nil {
		t.Fatal(err)
	}
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	if err := moveRegionToS3(dir, ext, fmt.Sprintf("http://127.0.0.1:%d", port)); err != nil {
		t.Fatal(err)
	}
	stop := objectStore(t, buckets, port)
	s, err := StartEnv(time.Minute, []string{"NH_TEST_KEY=" + s3KeyID, "NH_TEST_SECRET=" + s3Secret}, "serve", "--mesh", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	const sql = "SELECT r_name, COUNT(*) FROM crm.customer JOIN geo.nation ON c_nationkey = n_nationkey JOIN geo.region ON n_regionkey = r_regionkey GROUP BY r_name ORDER BY r_name"
	for _, user := range []string{"admin", "analyst_eu"} {
		want, got := answer(t, connect(t, theDemo.get(t), user), sql), answer(t, connect(t, s, user), sql)
		if want != got {
			t.Errorf("%s: got %s, want %s", user, got, want)
		}
	}
	c := connect(t, s, "admin")
	stop()
	_, err = c.Query("SELECT * FROM geo.region")
	if err != nil && Errno(err) != 1030 {
		t.Errorf("without the store: %v", err)
	}
	answer(t, c, "SELECT COUNT(*) FROM geo.nation")
	objectStore(t, buckets, port)
	eventually(t, "the store is back", func() bool {
		_, err := c.Query(sql)
		return err == nil
	})
	if text := s.Log.String(); strings.Contains(text, s3Secret) {
		t.Error("the log shows the secret")
	}
}
