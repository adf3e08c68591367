import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import java.util.concurrent.TimeUnit

// It says where everything is and what to type, and stops by itself when it was told to.
assertThat(new File(basedir, 'build.log').text)
        .containsPattern(/PyPI +http:\/\/127\.0\.0\.1:\d+/)
        .containsPattern(/TestPyPI +http:\/\/127\.0\.0\.1:\d+/)
        .containsPattern(/pip install --index-url http:\/\/127\.0\.0\.1:\d+\/simple\//)
        .contains('export TWINE_REPOSITORY_URL=', 'export GH_HOST=', 'sandbox is ready; stop it with Ctrl-C')
        .containsPattern(/sandbox stopped; its state stays in .*target\/sandbox/)
        .contains('BUILD SUCCESS')

def story = basedir.toPath()
def waitFor = { what, seconds, check ->
    def end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)
    while (!check()) {
        assert System.nanoTime() < end : what
        Thread.yield()
        new File(basedir, 'log').exists()
    }
}
def properties = new File(basedir, 'sandbox.properties')
def log = story.resolve('sandbox.log')
def maven = MavenLaunch.in(story, localRepositoryPath.toPath(), story).start(log, 'invokeai-release:sandbox',
        '-Dinvokeai.sandbox.stopWithInput=true', '-Dinvokeai.sandbox.properties=' + properties, '-Dinvokeai.sandbox.seconds=120')
try {
    waitFor('the sandbox does not start: ' + log, 60) { properties.exists() || !maven.alive }
    def facts = new Properties()
    properties.withReader { facts.load(it) }

    // A script reads the file, curl reads the services.
    def curl = { address -> ['curl', '--silent', '--show-error', '--fail', address].execute().text }
    assertThat(curl(facts['pypi.simple.url'])).contains('<!DOCTYPE html>')
    assertThat(curl(facts['github.api.url'] + '/repos/' + facts['github.repository'])).contains('"full_name"')

    maven.outputStream.close()
    assertThat(maven.waitFor(60, TimeUnit.SECONDS)).as('stops when its input ends').isTrue()
    assertThat(maven.exitValue()).as(log.toFile().text).isZero()
    assertThat(log.toFile().text).contains('sandbox stopped').doesNotContain('\tat ')
    assertThat(properties).as('no script may find a sandbox that is gone').doesNotExist()
} finally {
    maven.descendants().forEach { it.destroyForcibly() }
    maven.destroyForcibly()
}
return true
