package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
)

// access says who may use a route. The zero value lets nobody in.
type access struct {
	public  bool          // anybody
	receipt bool          // whoever has the secret that belongs to the reference in the path
	roles   []domain.Role // whoever holds one of these
}

var (
	public    = access{public: true}
	byReceipt = access{receipt: true}
	anyStaff  = access{roles: domain.Roles()}
)

func only(roles ...domain.Role) access { return access{roles: roles} }

// admit finds out who sends a request and whether the route is for them.
func (s *Server) admit(q *request) error {
	rt := q.route
	if rt.access.receipt {
		return nil // the route itself compares the secret, to answer a wrong one as a wrong reference
	}
	credential, given := q.credential()
	if given {
		who, err := s.whoIs(q, credential)
		switch {
		case err == nil:
			q.who = who
		case rt.access.public && !rt.api:
			// an old session on a public page is nobody's
		default:
			return err
		}
	}
	switch {
	case rt.access.public:
		return nil
	case !q.signedIn():
		return domain.Errorf(domain.Unauthorized, "Please sign in first.")
	case !slices.ContainsFunc(q.who.Roles, func(r domain.Role) bool { return slices.Contains(rt.access.roles, r) }):
		return domain.Errorf(domain.Forbidden, "This is not open to you.")
	}
	return nil
}

// sessionCookie holds a session on pages; the API takes bearer tokens only, which no other site can send along.
const sessionCookie = "almoner_session"

func (q *request) credential() (string, bool) {
	if q.route.api {
		return q.bearer()
	}
	c, err := q.Cookie(sessionCookie)
	if err != nil || c.Value == "" {
		return "", false
	}
	return c.Value, true
}

func (q *request) bearer() (string, bool) {
	header := q.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", true
	}
	return strings.TrimSpace(token), true
}

func (s *Server) whoIs(q *request, credential string) (handlers.Person, error) {
	in, err := s.Store.SignIn(q.Context(), hashOf(credential), s.Now())
	if err != nil {
		return handlers.Person{}, err
	}
	c, err := s.Desk.OpenContact(in.Organization, in.PersonID, in.KeyID, in.Wrapped, in.Sealed)
	if err != nil {
		return handlers.Person{}, domain.Because(err, domain.Unauthorized, "Please sign in again.")
	}
	p := handlers.Person{ID: in.PersonID, Organization: in.Organization, Name: c.Name}
	for _, r := range in.Roles {
		p.Roles = append(p.Roles, domain.Role(r))
	}
	return p, nil
}

func hashOf(credential string) []byte {
	h := sha256.Sum256([]byte(credential))
	return h[:]
}

// sessionFor is how long a sign-in on pages lasts.
const sessionFor = 12 * time.Hour

// NewSecret makes a credential that nobody guesses: 160 random bits.
func NewSecret() string {
	b := make([]byte, 20)
	if _, err := rand.Read(b); err != nil {
		panic("web: no randomness: " + err.Error())
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// NewToken makes a token for somebody to sign in with, which is shown once, and its hash, which is kept.
func NewToken() (token string, hash []byte) {
	token = "alm-" + NewSecret()
	return token, hashOf(token)
}

// HashSecret is how a credential is stored.
func HashSecret(secret string) []byte { return hashOf(secret) }

// remember keeps something that is no secret in the browser, for some seconds or, with 0, until it is closed.
func (s *Server) remember(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // it is Secure wherever the site is https; the demo is plain http on loopback
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(s.PublicURL, "https://"),
	})
}

func (s *Server) setSession(w http.ResponseWriter, secret string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // it is Secure wherever the site is https; the demo is plain http on loopback
		Name: sessionCookie, Value: secret, Path: "/", MaxAge: int(life.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(s.PublicURL, "https://"),
	})
}

// Permission is one line of who may use what: nobody but those it names.
type Permission struct {
	Method, Pattern string
	Public          bool
	Receipt         bool          // whoever has the secret of the reference in the path
	Roles           []domain.Role // whoever holds one of these
	API, Demo       bool
}

// Permissions lists every address that is served.
func (s *Server) Permissions() []Permission {
	var list []Permission
	for _, r := range s.routes() {
		list = append(list, Permission{
			Method: r.method, Pattern: r.pattern, Public: r.access.public, Receipt: r.access.receipt, Roles: r.access.roles, API: r.api, Demo: r.demo,
		})
	}
	return list
}
