import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.charset.StandardCharsets
import java.util.function.BooleanSupplier

def seed = Long.getLong('chaos.seed', 1L)
int kills = Integer.getInteger('chaos.kills', 50)
def random = new Random(seed)
def servers = context.get('servers')
def json = new ObjectMapper()
def release = new File(basedir, 'target/release')
def tokens = [PYPI_TOKEN: servers.pypi().token(), GITHUB_TOKEN: servers.github().token()]
def logs = basedir.toPath().resolve('target/maven')
def maven = MavenLaunch.in(basedir.toPath(), localRepositoryPath.toPath(), basedir.toPath())
        .withProperties(basedir.toPath().resolve('test.properties'))
        .with(tokens)
def releases = { servers.state().path('github').path('invoke-ai/InvokeAI-Demo').path('releases') }
def digests = { json.readTree(new File(release, 'release-plan.json')).path('artifacts')
        .collectEntries { [it.path('path').asText(), it.path('sha256').asText()] } }

// Each goal, and how many milliseconds of it a kill may wait.
def making = ['check-version': 400, 'build-frontend': 3000, 'run-checks': 1500, 'build-dist': 8000,
        'assemble-installer': 1000, 'smoke-test': 6000, 'verify-dist': 1500, 'plan': 1500]
def publishing = ['preflight': 1500, 'draft-github-release': 1500, 'publish-indexes': 1500, 'publish-github-release': 1500]
def goals = making.keySet() + publishing.keySet()
int each = Math.max(1, (kills + goals.size() - 1).intdiv(goals.size()))
def hit = [:].withDefault { 0 }
def table = new File(basedir, 'target/kills.txt')
table.parentFile.mkdirs()
table.text = "seed ${seed}\n"

def killIn = { String goal, int most, List<String> more ->
    int window = most
    for (int attempt = 1; hit[goal] < each && attempt <= 4 * each; attempt++) {
        int wait = random.nextInt(Math.max(1, window))
        def log = logs.resolve("killed-${goal}-${attempt}.log").toFile()
        long begun = 0
        def due = {
            if (begun == 0 && log.exists() && log.text.contains(":${goal} (".toString())) {
                begun = System.nanoTime()
            }
            begun != 0 && System.nanoTime() - begun >= wait * 1_000_000L
        } as BooleanSupplier
        def ended = maven.killed(log.toPath(), due, *(more + ["invokeai-release:${goal}".toString()]))
        table << "${goal} after ${wait} ms: ${ended.code()}\n"
        if (ended.code() == 137) {
            hit[goal]++
        } else {
            assertThat(ended.code()).as("${goal}: ${ended.log()}".toString()).isZero()
            window = Math.max(1, window.intdiv(2))
        }
    }
}
def finish = { String goal ->
    def done = maven.run(logs.resolve("done-${goal}.log"), "invokeai-release:${goal}".toString())
    assertThat(done.code()).as(done.log()).isZero()
}
try {
    def wanted = digests()
    def fingerprint = (new File(basedir, 'build.log').text =~ /fingerprint +([0-9a-f]{12})/)[0][1]

    // 1. The making half. Whatever was cut off, the next whole run makes the same files.
    making.each { goal, most ->
        killIn(goal, most, ['-Dinvokeai.rebuild=true'])
        // The next goal needs what this one makes.
        finish(goal)
    }
    def whole = maven.run(logs.resolve('made.log'), 'verify')
    assertThat(whole.code()).as(whole.log()).isZero()
    assertThat(digests()).isEqualTo(wanted)
    assertThat(whole.log()).contains(fingerprint)
    assertThat(servers.log().entries()).as('requests before the approval').isEmpty()

    // 2. The publishing half, each goal on top of what the killed ones left behind.
    def approved = maven.run(logs.resolve('approve.log'), 'invokeai-release:approve',
            "-Dinvokeai.fingerprint=${fingerprint}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(approved.code()).as(approved.log()).isZero()
    publishing.each { goal, most ->
        killIn(goal, most, [])
        assertThat(releases().size()).isLessThanOrEqualTo(1)
        if (goal != 'publish-github-release') {
            finish(goal)
        }
    }
    def last = maven.run(logs.resolve('finished.log'), 'deploy')
    assertThat(last.code()).as(last.log()).isZero()

    // 3. One release, each file once, the right bytes, a true receipt.
    def stored = servers.state().path('pypi').path('invokeai-demo')
    assertThat(stored).hasSize(2)
    assertThat(releases()).hasSize(1)
    assertThat(releases().get(0).path('draft').asBoolean()).isFalse()
    wanted.each { path, sha256 ->
        def name = path.replaceAll('.*/', '')
        def there = path.endsWith('.whl') || path.endsWith('.tar.gz')
                ? stored.path(name) : releases().get(0).path('assets').path(name)
        assertThat(there.path('sha256').asText()).as(path).isEqualTo(sha256)
    }
    def receipt = json.readTree(new File(release, 'receipt.json'))
    assertThat(receipt.path('finishedAt').asText()).isNotEmpty()
    assertThat(new File(release, 'receipt.json').text).doesNotContain('"confirmed": false')

    // 4. No token in any log or file.
    def secrets = tokens.values().collectMany {
        [it, Base64.encoder.encodeToString(('__token__:' + it).getBytes(StandardCharsets.UTF_8))]
    }
    basedir.eachFileRecurse(groovy.io.FileType.FILES) { file ->
        if (!file.path.contains('node_modules')) {
            def text = new String(file.bytes, StandardCharsets.ISO_8859_1)
            secrets.each { secret -> assertThat(text.contains(secret)).as("a token in ${file}".toString()).isFalse() }
        }
    }
    table << "kills: ${hit}, together ${hit.values().sum()}\n"
    println table.text
    goals.each { goal -> assertThat(hit[goal]).as("kills in ${goal}".toString()).isGreaterThanOrEqualTo(Math.min(3, each)) }
} catch (Throwable e) {
    throw new AssertionError("again: mvn -Pchaos verify -Dchaos.seed=${seed}".toString(), e)
} finally {
    servers.close()
}
return true
