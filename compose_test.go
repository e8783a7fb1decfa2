package almoner_test

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.yaml.in/yaml/v3"

	"github.com/almoner/almoner/node"
)

// documentedVariables are those of the environment that --help explains.
func documentedVariables() []string {
	var names []string
	for _, v := range node.Variables() {
		names = append(names, v.Name)
	}
	return names
}

// compose is the part of docker-compose.yml that the tests look at.
type compose struct {
	Services map[string]service `yaml:"services"`
	Secrets  map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
}

type service struct {
	Image       string            `yaml:"image"`
	Build       string            `yaml:"build"`
	Command     []string          `yaml:"command"`
	Environment map[string]string `yaml:"environment"`
	Volumes     []string          `yaml:"volumes"`
	Ports       []string          `yaml:"ports"`
	Secrets     []string          `yaml:"secrets"`
	Restart     string            `yaml:"restart"`
	StopWithin  string            `yaml:"stop_grace_period"`
	ReadOnly    bool              `yaml:"read_only"`
	CapDrop     []string          `yaml:"cap_drop"`
	SecurityOpt []string          `yaml:"security_opt"`
	Healthcheck struct {
		Test     []string `yaml:"test"`
		Disabled bool     `yaml:"disable"`
	} `yaml:"healthcheck"`
	DependsOn map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
}

// runsAlmoner tells the services that run our binary from those of others.
func (s service) runsAlmoner() bool { return s.Build != "" }

func readCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	if err := yaml.Unmarshal([]byte(readFile(t, "docker-compose.yml")), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDeploymentUsesDocumentedVariables(t *testing.T) {
	t.Parallel()
	used := map[string]string{}
	for name, s := range readCompose(t).Services {
		if s.runsAlmoner() {
			for variable := range s.Environment {
				used[variable] = "docker-compose.yml, service " + name
			}
		}
	}
	for _, found := range regexp.MustCompile(`(?m)^ENV (\w+)=`).FindAllStringSubmatch(readFile(t, "Dockerfile"), -1) {
		used[found[1]] = "Dockerfile"
	}
	if len(used) == 0 {
		t.Fatal("no variable found; has the form of the files changed?")
	}
	for _, variable := range slices.Sorted(maps.Keys(used)) {
		if !slices.Contains(documentedVariables(), variable) {
			t.Errorf("%s sets %s, which the program does not read", used[variable], variable)
		}
	}
}

func TestComposeRunsTwoServers(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	ports := map[string]bool{}
	for name, s := range c.Services {
		if !s.runsAlmoner() || !slices.Equal(s.Command, []string{"serve"}) {
			continue
		}
		if len(s.Healthcheck.Test) < 3 || s.Healthcheck.Disabled || s.Healthcheck.Test[1] != "/almoner" || s.Healthcheck.Test[2] != "ready" {
			t.Errorf("%s: health check %v; want one by `almoner ready`", name, s.Healthcheck.Test)
		}
		if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s has rights that it does not need", name)
		}
		for other, condition := range map[string]string{
			"migrate": "service_completed_successfully", "postgres": "service_healthy", "nats": "service_healthy",
		} {
			if s.DependsOn[other].Condition != condition {
				t.Errorf("%s: depends on %s with %q, want %q", name, other, s.DependsOn[other].Condition, condition)
			}
		}
		if within, err := time.ParseDuration(s.StopWithin); err != nil || within < 30*time.Second {
			t.Errorf("%s: stop_grace_period %q; a server may take 30 s to finish what it is doing", name, s.StopWithin)
		}
		secret, ok := strings.CutPrefix(s.Environment["ALMONER_KEY_FILE"], "/run/secrets/")
		if !ok || !slices.Contains(s.Secrets, secret) || c.Secrets[secret].File == "" {
			t.Errorf("%s: the key file %q is not one of its secrets", name, s.Environment["ALMONER_KEY_FILE"])
		}
		for _, p := range s.Ports {
			ports[p] = true
		}
	}
	if len(ports) != 2 {
		t.Errorf("servers are reached at %v; want two servers with a port each", slices.Sorted(maps.Keys(ports)))
	}
}

// TestOnlyMigrationsRunAsTheOwner keeps row security beyond the reach of the servers.
func TestOnlyMigrationsRunAsTheOwner(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	owner := "postgres://" + c.Services["postgres"].Environment["POSTGRES_USER"] + ":"
	for name, s := range c.Services {
		if !s.runsAlmoner() {
			continue
		}
		if isOwner := strings.HasPrefix(s.Environment["DATABASE_URL"], owner); isOwner != slices.Equal(s.Command, []string{"migrate"}) {
			t.Errorf("%s runs %v; signs in as the owner: %t", name, s.Command, isOwner)
		}
	}
}

func TestMessageServerSyncsEveryWrite(t *testing.T) {
	t.Parallel()
	nats := readCompose(t).Services["nats"]
	file, options := messageServer(t, nats)
	if !options.JetStream || !options.SyncAlways {
		t.Errorf("%s: jetstream %t, sync_interval always %t; a request that waits in it could be lost", file, options.JetStream, options.SyncAlways)
	}
	if !strings.HasPrefix(options.StoreDir, "/data") || !slices.ContainsFunc(nats.Volumes, func(v string) bool { return strings.HasSuffix(v, ":/data") }) {
		t.Errorf("%s: the streams lie in %q, which is no volume", file, options.StoreDir)
	}
	if options.HTTPPort != 8222 || len(nats.Healthcheck.Test) == 0 {
		t.Errorf("%s: monitoring at port %d, health check %v", file, options.HTTPPort, nats.Healthcheck.Test)
	}
}

// TestServersSignInToTheMessageServer compares both ends of a password, as they are by default and as somebody may set them.
func TestServersSignInToTheMessageServer(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	for _, set := range []map[string]string{{}, {"ALMONER_NATS_PASSWORD": "12345", "ALMONER_NATS_DESK_PASSWORD": "10k"}} {
		nats := c.Services["nats"]
		nats.Environment = interpolated(nats.Environment, set)
		file, options := messageServer(t, nats)
		passwords := map[string]string{}
		for _, u := range options.Users {
			passwords[u.Username] = u.Password
		}
		if want := set["ALMONER_NATS_DESK_PASSWORD"]; len(passwords) != 2 || passwords["desk"] == "" || want != "" && passwords["desk"] != want {
			t.Errorf("%s: users with passwords %v, from %v", file, passwords, set)
		}
		if options.NoAuthUser != "" || passwords["desk"] == passwords["almoner"] {
			t.Errorf("%s: anybody may be %q; passwords %v", file, options.NoAuthUser, passwords)
		}
		for name, s := range c.Services {
			address, ok := interpolated(s.Environment, set)["NATS_URL"]
			if want := "nats://almoner:" + passwords["almoner"] + "@nats:" + strconv.Itoa(options.Port); ok && address != want {
				t.Errorf("%s: NATS_URL is %s, want %s", name, address, want)
			}
		}
	}
}

// messageServer reads the server's configuration as the server of the compose file would, by what its environment says.
func messageServer(t *testing.T, nats service) (file string, options *server.Options) {
	t.Helper()
	i := slices.Index(nats.Command, "--config")
	if i < 0 || i+1 == len(nats.Command) {
		t.Fatalf("nats runs %v, without a configuration", nats.Command)
	}
	file = mounted(t, nats, nats.Command[i+1])
	text := readFile(t, file)
	for name, value := range interpolated(nats.Environment, nil) {
		text = name + " = " + value + "\n" + text // a variable of the file, which is read like one of the environment
	}
	options = &server.Options{}
	if err := options.ProcessConfigString(text); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return file, options
}

// interpolated gives the environment as Compose hands it on: each ${NAME:-default} is what is set, or its default.
func interpolated(environment, set map[string]string) map[string]string {
	all := map[string]string{}
	for name, value := range environment {
		all[name] = regexp.MustCompile(`\$\{(\w+):-([^}]*)\}`).ReplaceAllStringFunc(value, func(found string) string {
			variable, fallback, _ := strings.Cut(strings.Trim(found, "${}"), ":-")
			return cmp.Or(set[variable], fallback)
		})
	}
	return all
}

// mounted finds the file of this repository that a service sees under a path.
func mounted(t *testing.T, s service, inside string) string {
	t.Helper()
	for _, v := range s.Volumes {
		if file, rest, ok := strings.Cut(v, ":"); ok && (rest == inside || rest == inside+":ro") {
			return filepath.FromSlash(file)
		}
	}
	t.Fatalf("nothing is mounted at %s: %v", inside, s.Volumes)
	return ""
}

func TestImageIsBuiltWithTheGoOfTheModule(t *testing.T) {
	t.Parallel()
	image := regexp.MustCompile(`(?m)^FROM golang:(\d+\.\d+)\b`).FindStringSubmatch(readFile(t, "Dockerfile"))
	goMod := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readFile(t, "go.mod"))
	if image == nil || goMod == nil || image[1] != goMod[1] {
		t.Errorf("Dockerfile builds with Go %v, go.mod wants %v", image, goMod)
	}
}

// TestImageGetsEveryFolder finds a folder that .dockerignore forgets before the image's build does.
func TestImageGetsEveryFolder(t *testing.T) {
	t.Parallel()
	let := strings.Split(readFile(t, ".dockerignore"), "\n")
	if !slices.Contains(let, "*") {
		t.Fatal(".dockerignore leaves nothing out")
	}
	missing := map[string]bool{}
	for _, f := range sources(t) {
		top, _, below := strings.Cut(f.name, "/")
		if below && !f.test && top != "testkit" && !slices.Contains(let, "!"+top) {
			missing[top] = true
		}
	}
	for _, top := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("the image's build does not get %s; add !%s to .dockerignore", top, top)
	}
}
