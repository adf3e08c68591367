import static org.assertj.core.api.Assertions.assertThat

def log = new File(basedir, 'build.log').text
def release = new File(basedir, 'target/release')

// Each goal runs once, in its phase, in the order of the packaging.
assertThat((log =~ /:([a-z-]+) \(release\)/).collect { it[1] }).containsExactly(
        'check-version', 'build-frontend', 'run-checks', 'build-dist', 'assemble-installer', 'smoke-test', 'verify-dist',
        'plan')
assertThat(new File(release, 'dist/plain_app-1.4.0-py3-none-any.whl')).exists()
assertThat(new File(release, 'dist/plain_app-1.4.0.tar.gz')).exists()
assertThat(new File(release, 'plain-app-installer-v1.4.0.zip')).exists()
assertThat(new File(release, 'Plain-stable-v1.4.0.zip')).exists()
assertThat(new File(release, 'SHA256SUMS').readLines()*.substring(66))
        .containsExactly('Plain-stable-v1.4.0.zip', 'plain-app-installer-v1.4.0.zip')

// Both were tried: the commands, the server, and the variables of the POM, empty ones too.
assertThat((log =~ /ok +command +\S+ -m http\.server .* answered 200/).count).isEqualTo(2)
assertThat((log =~ /ok +command +python -c "import os/).count).isEqualTo(2)
assertThat(new File(release, 'logs/smoke-test/Plain-stable-v1.4.0/02-pip-install.log')).exists()

// The parent's configuration and its properties both arrive.
assertThat(new File(release, 'release-plan.json').text)
        .contains("Plain, by the parent's rules", '"invoke-ai/Plain"')

// By its prefix and outside of any phase, too.
assertThat(log)
        .containsPattern(/check-version \(default-cli\)/)
        .containsPattern(/file +plainapp\/__init__\.py/)
assertThat(log.count('BUILD SUCCESS')).isEqualTo(2)
return true
