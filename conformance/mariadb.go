package conformance

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// MariaDB is a private server on loopback: the reference for what MySQL answers.
type MariaDB struct {
	Addr string
	dir  string
	cmd  *exec.Cmd
	log  *logBuffer
	done chan struct{}
}

// mariadbSettings make MariaDB answer as MySQL 8 does with the collation that
// datasets have: bytewise, without padding.
var mariadbSettings = []string{
	"--character-set-server=utf8mb4", "--collation-server=utf8mb4_nopad_bin",
	"--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
	"--default-time-zone=+00:00", "--secure-file-priv=", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
	"--innodb-buffer-pool-size=256M", "--max-heap-table-size=4G", "--tmp-table-size=1G", "--lower-case-table-names=1",
}

// StartMariaDB makes a data directory below dir and runs a server on it. The caller must Stop it.
func StartMariaDB(dir string) (*MariaDB, error) {
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	install := exec.Command("mariadb-install-db", "--no-defaults", "--datadir="+data, "--user="+me.Username,
		"--auth-root-authentication-method=normal", "--skip-test-db")
	if out, err := install.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mariadb-install-db: %w\n%s", err, out)
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	m := &MariaDB{Addr: "127.0.0.1:" + strconv.Itoa(port), dir: dir, log: &logBuffer{}, done: make(chan struct{})}
	args := append([]string{"--no-defaults", "--datadir=" + data, "--user=" + me.Username,
		"--bind-address=127.0.0.1", "--port=" + strconv.Itoa(port),
		"--socket=" + filepath.Join(dir, "s"), "--pid-file=" + filepath.Join(dir, "pid")}, mariadbSettings...)
	m.cmd = exec.Command("mariadbd", args...)
	m.cmd.Stdout, m.cmd.Stderr = m.log, m.log
	m.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		started <- m.cmd.Start()
		if m.cmd.Process != nil {
			_ = m.cmd.Wait()
		}
		close(m.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return m, m.waitReady()
}

func (m *MariaDB) waitReady() error {
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		select {
		case <-m.done:
			return fmt.Errorf("mariadbd ended at once\n%s", m.log.Tail())
		default:
		}
		if nc, err := net.Dial("tcp", m.Addr); err == nil {
			nc.Close()
			return nil
		}
	}
	m.Stop()
	return fmt.Errorf("mariadbd is not ready after a minute\n%s", m.log.Tail())
}

// Connect connects as root, who has no password.
func (m *MariaDB) Connect() (*Conn, error) {
	c, err := Connect(Options{Addr: m.Addr, User: "root"})
	if err != nil {
		return nil, err
	}
	_, err = c.Query("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin")
	return c, err
}

// Stop ends the server and removes its data.
func (m *MariaDB) Stop() {
	if m.cmd.Process != nil {
		_ = m.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-m.done:
		case <-time.After(20 * time.Second):
			_ = m.cmd.Process.Kill()
			<-m.done
		}
	}
	os.RemoveAll(m.dir)
}
