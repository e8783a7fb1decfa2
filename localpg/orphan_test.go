package localpg

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// helperDir, when set, makes the test program a process that runs a server there until it is killed.
const helperDir = "ALMONER_LOCALPG_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		if err := helper(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// helper starts a server with a busy backend, prints the server's process number and waits to be killed.
func helper(dir string) error {
	ctx := context.Background()
	s, err := Start(ctx, Options{Dir: dir})
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "create table t as select 1 as n"); err != nil {
		return err
	}
	fmt.Println(s.Pid())
	_, err = conn.Exec(ctx, "select pg_sleep(600)")
	return err
}

func TestAKilledParentLeavesNoServer(t *testing.T) {
	t.Parallel()
	dir := testDir(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("the helper says %q", line)
	}
	data := filepath.Join(dir, "postgres")
	if !isServerOf(pid, data) {
		t.Fatal("the helper's server does not run")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for deadline := time.Now().Add(20 * time.Second); isServerOf(pid, data) || len(workingIn(data)) > 0; {
		if time.Now().After(deadline) {
			t.Fatalf("left: %d, %v", pid, workingIn(data))
		}
		if err := pause(t.Context(), 20*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, Options{Dir: dir})
	if got := query(t, s, "select count(*)::text from t"); got != "1" {
		t.Fatalf("%s rows are left", got)
	}
}

// workingIn lists the processes, backends among them, whose working directory is the data; elsewhere than on Linux none.
func workingIn(data string) (pids []string) {
	all, _ := filepath.Glob("/proc/[0-9]*/cwd") // because the pattern is good
	for _, link := range all {
		if dir, err := os.Readlink(link); err == nil && dir == data {
			pids = append(pids, filepath.Base(filepath.Dir(link)))
		}
	}
	return pids
}
