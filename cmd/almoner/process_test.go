package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

func TestMain(m *testing.M) {
	code := testkit.Main(m)
	if binary.dir != "" {
		os.RemoveAll(binary.dir) //nolint:errcheck // a temporary directory
	}
	os.Exit(code)
}

// binary is the real program, built once.
var binary struct {
	once sync.Once
	dir  string
	path string
	err  error
}

func program(t *testing.T) string {
	t.Helper()
	binary.once.Do(func() {
		if binary.dir, binary.err = os.MkdirTemp("", "almoner"); binary.err != nil { //nolint:usetesting // it outlives the test that comes first; TestMain removes it
			return
		}
		binary.path = filepath.Join(binary.dir, "almoner")
		out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary.path, ".").CombinedOutput()
		if err != nil {
			binary.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return binary.path
}

// process is the real program under way.
type process struct {
	cmd  *exec.Cmd
	out  *safeBuffer
	base string
	done chan struct{}
}

// safeBuffer may be written and read at once.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start runs the program; it is killed when the test ends, if it still runs.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(program(t), args...) //nolint:noctx // a cleanup kills it, after those that still need it
	p := &process{cmd: cmd, out: &safeBuffer{}, done: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is seen elsewhere
		close(p.done)
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // it may have ended
	<-p.done
}

// ready waits until the process says that it is.
func (p *process) ready(t *testing.T, base string) testkit.API {
	t.Helper()
	p.base = base
	api := testkit.Client(base)
	testkit.Eventually(t, 90*time.Second, "the process to be ready", func() bool {
		select {
		case <-p.done:
			t.Fatalf("the process ended:\n%s", p.out)
		default:
		}
		a, err := api.Do(context.WithoutCancel(t.Context()), "GET", "/readyz", "", nil)
		return err == nil && a.Status == http.StatusOK
	})
	return api
}

func freePort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // only its number is wanted
	return l.Addr().String()
}

// postgresOf lists processes of Postgres that work in a directory.
func postgresOf(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		line, err := os.ReadFile(e)
		if err == nil && bytes.Contains(line, []byte("postgres")) && bytes.Contains(line, []byte(dir)) {
			found = append(found, e)
		}
	}
	return found
}

func TestTheDemoEndsCleanlyAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	dir, address := testkit.Dir(t), freePort(t)
	args := []string{"demo", "--no-browser", "--data", dir, "--listen", address}
	p := start(t, nil, args...)
	api := p.ready(t, "http://"+address)
	lines := bufio.NewScanner(strings.NewReader(p.out.String()))
	for _, want := range []string{"Open", "Postgres", "NATS", "Mailbox", "Metrics"} {
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), want) {
			t.Fatalf("no line %s in\n%s", want, p.out)
		}
	}
	r := api.Submit(t)
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-p.done
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("exit %d\n%s", code, p.out)
	}
	if left := postgresOf(t, dir); len(left) > 0 {
		t.Fatalf("processes are left behind: %v", left)
	}
	p = start(t, nil, args...)
	api = p.ready(t, "http://"+address)
	api.Approve(t, r, 60000)
	api.AwaitStatus(t, r, "approved")
	p.kill()
	testkit.Eventually(t, 20*time.Second, "no Postgres to be left after kill -9", func() bool { return len(postgresOf(t, dir)) == 0 })
}

func TestTwoProcessesShareTheWorkAndOneMayStop(t *testing.T) {
	t.Parallel()
	db, natsURL, dir := testkit.Postgres(t), testkit.NATS(t), testkit.Dir(t)
	keys := filepath.Join(dir, "keys")
	if err := run(t.Context(), []string{"keys", "create", keys}, os.Getenv, &safeBuffer{}); err != nil {
		t.Fatal(err)
	}
	env := []string{"DATABASE_URL=" + db.OwnerURL, "NATS_URL=" + natsURL, "ALMONER_KEY_FILE=" + keys}
	tokens := staff(t, env)
	one, two := freePort(t), freePort(t)
	first := start(t, append(env, "ALMONER_LISTEN="+one), "serve")
	second := start(t, append(env, "ALMONER_LISTEN="+two), "serve")
	a, b := first.ready(t, "http://"+one), second.ready(t, "http://"+two)
	a.Must(t, http.StatusNotFound, "GET", "/demo/personas.json", "", nil)
	var receipts []testkit.Receipt
	for i := range 30 {
		api := a
		if i%2 == 1 {
			api = b
		}
		receipts = append(receipts, api.Submit(t, "member_number", "M-1"))
		if i == 15 {
			if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			a = b
		}
	}
	<-first.done
	if code := first.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("exit %d\n%s", code, first.out)
	}
	decide(t, b, receipts, tokens)
	testkit.Once(t, db.OwnerURL)
	var out safeBuffer
	if err := run(t.Context(), []string{"audit", "verify"}, environment(env), &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if strings.Contains(first.out.String()+second.out.String(), "Fictional") {
		t.Fatal("a name stands in the log")
	}
}

// environment looks variables up in a list first.
func environment(env []string) func(string) string {
	return func(name string) string {
		for _, line := range env {
			if value, ok := strings.CutPrefix(line, name+"="); ok {
				return value
			}
		}
		return os.Getenv(name)
	}
}

// staff makes three trustees and a member through the operator's commands, and returns the trustees' tokens.
func staff(t *testing.T, env []string) []string {
	t.Helper()
	var tokens []string
	for i := range 3 {
		var out safeBuffer
		args := []string{"user", "add", "--org", "county", "--name", fmt.Sprintf("Trustee %d Fictional", i), "--roles", "trustee"}
		if err := run(t.Context(), args, environment(env), &out); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(out.String(), "token")
		tokens = append(tokens, strings.TrimSpace(token))
	}
	if err := run(t.Context(), []string{"member", "add", "--org", "county", "--name", "Member Fictional", "--number", "M-1"}, environment(env), &safeBuffer{}); err != nil {
		t.Fatal(err)
	}
	return tokens
}

// decide has every request approved by whoever is on its panel; the fund holds nothing, so that it waits for money.
func decide(t *testing.T, api testkit.API, receipts []testkit.Receipt, tokens []string) {
	t.Helper()
	testkit.Eventually(t, 60*time.Second, "every request to be decided", func() bool {
		for _, token := range tokens {
			var page struct {
				Tasks []testkit.Task `json:"tasks"`
			}
			api.Must(t, http.StatusOK, "GET", "/api/v1/tasks", token, nil).Into(t, &page)
			for _, task := range page.Tasks {
				task.Token = token
				api.Act(t, task, "approve", map[string]any{"amount_cents": 60000})
			}
		}
		for _, r := range receipts {
			if api.Status(t, r) != "approved" {
				return false
			}
		}
		return true
	})
}
