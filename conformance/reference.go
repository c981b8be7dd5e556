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

// Reference is a private server on loopback that says what an answer should be:
// a MySQL, or a MariaDB. What MySQL answers decides.
type Reference struct {
	// Name is MySQL or MariaDB.
	Name, Addr string
	// Binary is its collation that compares as datasets do: bytewise, without padding.
	Binary string
	dir    string
	// command is how the server is started, but for its port.
	command []string
	cmd     *exec.Cmd
	log     *logBuffer
	done    chan struct{}
}

// referenceSettings are those of both servers: no durability, and the modes of MySQL 8.
var referenceSettings = []string{
	"--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
	"--character-set-server=utf8mb4", "--default-time-zone=+00:00", "--secure-file-priv=", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
	"--innodb-buffer-pool-size=256M", "--max-heap-table-size=4G", "--tmp-table-size=1G", "--lower-case-table-names=1", "--bind-address=127.0.0.1",
}

// StartMariaDB makes a data directory below dir and runs a server on it. The caller must Stop it.
func StartMariaDB(dir string) (*Reference, error) {
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
	r := &Reference{Name: "MariaDB", Binary: "utf8mb4_nopad_bin", dir: dir}
	return r, r.start([]string{"mariadbd"}, "--datadir="+data, "--user="+me.Username)
}

// MySQLHome is where install.sh put a MySQL: $NANOHOUSE_TEST_MYSQL, or below .cache.
func MySQLHome() (string, error) {
	home := os.Getenv("NANOHOUSE_TEST_MYSQL")
	if home == "" {
		home = filepath.Join(Root(), ".cache", "mysql")
	}
	if _, err := os.Stat(filepath.Join(home, "data")); err != nil {
		return "", fmt.Errorf("no MySQL: conformance/install.sh fetches one where Debian's mirrors have it (%w)", err)
	}
	return home, nil
}

// StartMySQL copies the data directory that install.sh made to dir and runs a
// server on it. The caller must Stop it.
func StartMySQL(dir string) (*Reference, error) {
	home, err := MySQLHome()
	if err != nil {
		return nil, err
	}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	root, data := filepath.Join(home, "root"), filepath.Join(dir, "data")
	if out, err := exec.Command("cp", "-r", filepath.Join(home, "data"), data).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("copy MySQL's data directory: %w\n%s", err, out)
	}
	// Its libraries are newer than this system's, so its own loader runs it.
	loaders, err := filepath.Glob(filepath.Join(root, "usr", "lib", "*", "ld-linux-*.so.*"))
	if err != nil || len(loaders) == 0 {
		return nil, fmt.Errorf("MySQL in %s has no loader (%w)", home, err)
	}
	program := []string{loaders[0], "--library-path", filepath.Dir(loaders[0]), filepath.Join(root, "usr", "sbin", "mysqld")}
	r := &Reference{Name: "MySQL", Binary: "utf8mb4_0900_bin", dir: dir}
	if err := r.start(program, "--datadir="+data, "--user="+me.Username, "--basedir="+filepath.Join(root, "usr"),
		"--lc-messages-dir="+filepath.Join(root, "usr", "share", "mysql"), "--mysqlx=OFF", "--performance-schema=OFF", "--innodb-doublewrite=OFF"); err != nil {
		return nil, err
	}
	return r, r.addHashing()
}

// addHashing gives back MD5 and SHA1, which MySQL 8 has built in and later versions as a component.
func (r *Reference) addHashing() error {
	c, err := r.Connect()
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Query("INSTALL COMPONENT 'file://component_classic_hashing'")
	return err
}

// start runs a program with its options and waits until it takes connections.
func (r *Reference) start(program []string, options ...string) error {
	r.command = append(append([]string(nil), program...), "--no-defaults")
	r.command = append(append(r.command, options...), "--socket="+filepath.Join(r.dir, "s"),
		"--pid-file="+filepath.Join(r.dir, "pid"), "--collation-server="+r.Binary)
	r.command = append(r.command, referenceSettings...)
	return r.Restart()
}

// Restart starts the server on its data: the first time, and after it crashed,
// which some statements do to it.
func (r *Reference) Restart() error {
	port, err := FreePort()
	if err != nil {
		return err
	}
	r.Addr, r.log, r.done = "127.0.0.1:"+strconv.Itoa(port), &logBuffer{}, make(chan struct{})
	r.cmd = exec.Command(r.command[0], append(r.command[1:len(r.command):len(r.command)], "--port="+strconv.Itoa(port))...)
	r.cmd.Stdout, r.cmd.Stderr = r.log, r.log
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	started := make(chan error, 1)
	go func() {
		// Pdeathsig follows the thread that started the child, so it must live on.
		runtime.LockOSThread()
		started <- r.cmd.Start()
		if r.cmd.Process != nil {
			_ = r.cmd.Wait()
		}
		close(r.done)
	}()
	if err := <-started; err != nil {
		return err
	}
	return r.waitReady()
}

func (r *Reference) waitReady() error {
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		select {
		case <-r.done:
			return fmt.Errorf("%s ended at once\n%s", r.Name, r.log.Tail())
		default:
		}
		if nc, err := net.Dial("tcp", r.Addr); err == nil {
			nc.Close()
			return nil
		}
	}
	r.Stop()
	return fmt.Errorf("%s is not ready after a minute\n%s", r.Name, r.log.Tail())
}

// Connect connects as root, who has no password.
func (r *Reference) Connect() (*Conn, error) {
	c, err := Connect(Options{Addr: r.Addr, User: "root"})
	if err != nil {
		return nil, err
	}
	_, err = c.Query("SET NAMES utf8mb4 COLLATE " + r.Binary)
	return c, err
}

// Crashed reports whether the server ended by itself.
func (r *Reference) Crashed() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// Stop ends the server and removes its data.
func (r *Reference) Stop() {
	if r.cmd.Process != nil {
		_ = r.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-r.done:
		case <-time.After(20 * time.Second):
			_ = r.cmd.Process.Kill()
			<-r.done
		}
	}
	os.RemoveAll(r.dir)
}
