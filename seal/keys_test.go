package seal

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestParseKeys(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("A", 43) + "="
	for name, test := range map[string]struct {
		text    string
		current int
		fault   string
	}{
		"one":                  {text: "v1 " + secret, current: 1},
		"several in any order": {text: "# note\n\nv2 " + secret + "\nv1  " + secret + "\r\n", current: 2},
		"nothing":              {text: "\n# v1 " + secret, fault: "no keys"},
		"no first":             {text: "v2 " + secret, fault: "version 1 of the keys is missing"},
		"a gap":                {text: "v1 " + secret + "\nv3 " + secret, fault: "version 2 of the keys is missing"},
		"twice":                {text: "v1 " + secret + "\nv1 " + secret, fault: "line 2 of the keys: version 1 occurs twice"},
		"too short":            {text: "v1 QUJD", fault: "line 1"},
		"not base64":           {text: "v1 " + strings.Repeat("!", 44), fault: "line 1"},
		"no version":           {text: secret, fault: "line 1"},
		"version zero":         {text: "v0 " + secret, fault: "line 1"},
		"an odd number":        {text: "v+1 " + secret, fault: "line 1"},
		"a version too many":   {text: "v1001 " + secret, fault: "line 1"},
		"a third word":         {text: "v1 " + secret + " x", fault: "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k, err := ParseKeys([]byte(test.text))
			switch {
			case test.fault == "" && err != nil:
				t.Fatal(err)
			case test.fault == "" && k.Current() != test.current:
				t.Fatalf("current is %d", k.Current())
			case test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)):
				t.Fatalf("got %v", err)
			case err != nil && (strings.Contains(err.Error(), "AAA") || strings.Contains(err.Error(), "QUJD")):
				t.Fatalf("the error shows a key: %v", err)
			}
		})
	}
}

func TestCreateKeysMakesOneFileForAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys")
	receipts := make([]string, 8)
	var group sync.WaitGroup
	for i := range receipts {
		group.Go(func() {
			k, err := CreateKeys(path)
			if err != nil {
				t.Error(err)
				return
			}
			receipts[i] = k.Receipt("r")
		})
	}
	group.Wait()
	k, err := LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipts {
		if r != k.Receipt("r") {
			t.Fatal("two processes have different keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Fatalf("mode is %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Fatalf("left beside the file: %v, %v", left, err)
	}
}

func TestLoadKeysRefusesAFileOpenToOthers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "keys")
	if _, err := LoadKeys(path); err == nil {
		t.Fatal("a missing file was loaded")
	}
	if _, err := CreateKeys(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := LoadKeys(path)
		if err == nil || !strings.Contains(err.Error(), "chmod 600") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%o: got %v", mode, err)
		}
		if _, err := CreateKeys(path); err == nil {
			t.Errorf("%o: CreateKeys accepts it", mode)
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeys(path); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKeys(filepath.Dir(path)); err == nil {
		t.Fatal("a directory was loaded")
	}
}

func TestKeysAreNeverPrinted(t *testing.T) {
	t.Parallel()
	k, err := ParseKeys([]byte("v1 " + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", keySize)))))
	if err != nil {
		t.Fatal(err)
	}
	o := k.Organization("a")
	d, _, err := o.NewDataKey([16]byte{})
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		for _, value := range []any{k, o, d, &d} {
			if got := fmt.Sprintf(verb, value); got != "[keys]" && got != "[key]" {
				t.Errorf("%s of %T prints %q", verb, value, got)
			}
		}
	}
}
