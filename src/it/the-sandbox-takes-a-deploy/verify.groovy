import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import java.util.concurrent.TimeUnit

def story = basedir.toPath()
def maven = { MavenLaunch.in(story, localRepositoryPath.toPath(), story) }
def properties = new File(basedir, 'target/sandbox.properties')
def log = new File(basedir, 'target/sandbox.log')
def sandbox = maven().start(log.toPath(), 'invokeai-release:sandbox', '-Dinvokeai.sandbox.stopWithInput=true',
        '-Dinvokeai.sandbox.properties=' + properties, '-Dinvokeai.sandbox.seconds=900')
try {
    def end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120)
    while (!log.text.contains('sandbox is ready')) {
        assert sandbox.alive && System.nanoTime() < end : log.text
        Thread.yield()
    }
    def type = { name, line ->
        def variables = [:]
        def words = line.split(' +').findAll { !it.isEmpty() }
        while (words[0] =~ /^[A-Z_]+=/) {
            def pair = words.remove(0).split('=', 2)
            variables[pair[0]] = pair[1]
        }
        assertThat(words.remove(0)).isEqualTo('mvn')
        def ended = maven().with(variables).run(story.resolve("target/${name}.log"), words as String[])
        assertThat(ended.code()).as(ended.log()).isZero()
        return ended.log()
    }
    // Three lines in a row, the first of them called mvn.
    def lines = (log.text =~ /(?m)^\[INFO\] mvn     (.*)\n\[INFO\]         (.*)\n\[INFO\]         (.*)$/)[0].drop(1)
    def planned = type('planned', lines[0])
    def fingerprint = (planned =~ /-Dinvokeai\.fingerprint=([0-9a-f]{12})/)[0][1]
    type('approved', lines[1].replace('FINGERPRINT', fingerprint))
    assertThat(type('deployed', lines[2])).contains('released: plain-app 1.4.0')

    def facts = new Properties()
    properties.withReader { facts.load(it) }
    def shown = ['curl', '--silent', '--fail', facts['pypi.simple.url'] + 'plain-app/'].execute().text
    assertThat(shown).contains('plain_app-1.4.0-py3-none-any.whl', 'plain_app-1.4.0.tar.gz')
    sandbox.outputStream.close()
    assertThat(sandbox.waitFor(60, TimeUnit.SECONDS)).isTrue()
} finally {
    sandbox.descendants().forEach { it.destroyForcibly() }
    sandbox.destroyForcibly()
}
return true
