package programs

import (
	"net/url"
	"time"
	_ "time/tzdata" // small containers have no time zones of their own

	"github.com/almoner/almoner/domain"
)

// Organization is one department; everything it holds is walled off from the others.
type Organization struct {
	Key      string `yaml:"key" json:"key" jsonschema:"key of the organization, equal to the folder's name"`
	Name     string `yaml:"name" json:"name" jsonschema:"full name, the same in every language"`
	Phone    string `yaml:"phone" json:"phone" jsonschema:"telephone number of a person, for pages that belong to no program"`
	TimeZone string `yaml:"time_zone" json:"time_zone" jsonschema:"IANA time zone in which people read deadlines, for example America/Chicago"`
	Leave    string `yaml:"leave,omitempty" json:"leave,omitempty" jsonschema:"address, with https, of the site that \"Exit this page\" opens; the weather service when left out"`
}

// leaveDefault says nothing of whoever opens it.
const leaveDefault = "https://www.weather.gov"

// LeaveFor is the site that opens for whoever leaves a page at once.
func (o Organization) LeaveFor() string {
	if o.Leave == "" {
		return leaveDefault
	}
	return o.Leave
}

// Location is the time zone as Go wants it; UTC for an organization that no loader checked.
func (o Organization) Location() *time.Location {
	l, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return time.UTC
	}
	return l
}

func parseOrganization(folder, filename string, data []byte) (Organization, []Finding) {
	r := &report{file: filename}
	var o Organization
	decode(r, data, &o)
	if len(r.findings) == 0 {
		r.checkOrganization(o, folder)
	}
	return o, r.findings
}

func (r *report) checkOrganization(o Organization, folder string) {
	r.checkOwnKey("key", o.Key, folder, "folder")
	if domain.CleanLine(o.Name) != o.Name || o.Name == "" || domain.HasControlInLine(o.Name) || len([]rune(o.Name)) > textMax {
		r.at("name", "name has to be one line of 1 to %d characters", textMax)
	}
	r.checkPhone("phone", o.Phone)
	if _, err := time.LoadLocation(o.TimeZone); err != nil || o.TimeZone == "" || o.TimeZone == "Local" {
		r.at("time_zone", "unknown time zone %q; write for example America/Chicago", o.TimeZone)
	}
	if u, err := url.Parse(o.Leave); o.Leave != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || domain.HasControlInLine(o.Leave)) {
		r.at("leave", "leave has to be the address of a site and begin with https://")
	}
}
