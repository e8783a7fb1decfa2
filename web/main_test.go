package web_test

import (
	"os"
	"testing"

	"github.com/almoner/almoner/testkit"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }
