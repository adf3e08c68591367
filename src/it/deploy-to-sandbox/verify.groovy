import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import ai.invoke.sandbox.server.Fault
import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.charset.StandardCharsets

def servers = context.get('servers')
def json = new ObjectMapper()
def release = new File(basedir, 'target/release')
def journal = new File(release, 'journal.jsonl')
def logs = basedir.toPath().resolve('target/maven')
def maven = MavenLaunch.in(basedir.toPath(), localRepositoryPath.toPath(), basedir.toPath())
        .withProperties(basedir.toPath().resolve('test.properties'))
def tokens = [PYPI_TOKEN: servers.pypi().token(), GITHUB_TOKEN: servers.github().token()]
def deploying = maven.with(tokens)

def writes = { servers.log().entries().findAll { it.method() != 'GET' && it.method() != 'HEAD' } }
// A request whose answer is kept back is logged when the answer goes out, which may be any time later: not counted here.
def uploads = { server, path -> servers.log().entries().findAll {
    it.server() == server && it.method() == 'POST' && it.target() =~ path && !it.fault().startsWith('slow') } }
def releases = { servers.state().path('github').path('invoke-ai/InvokeAI-Demo').path('releases') }
def lines = { journal.exists() ? journal.readLines().size() : 0 }
try {
    // 1. Built and planned, but nobody said yes.
    def refused = new File(basedir, 'build.log').text
    def plan = json.readTree(new File(release, 'release-plan.json'))
    def fingerprint = (refused =~ /fingerprint +([0-9a-f]{12})/)[0][1]
    assertThat(refused)
            .contains("nobody has approved the plan ${fingerprint}".toString())
            .contains("mvn invokeai-release:approve -Dinvokeai.fingerprint=${fingerprint}".toString())
            .contains('BUILD FAILURE')
    assertThat(servers.log().entries()).isEmpty()

    // 2. Somebody does.
    def approved = maven.run(logs.resolve('approve.log'), 'invokeai-release:approve',
            "-Dinvokeai.fingerprint=${fingerprint}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(approved.code()).as(approved.log()).isZero()

    // 3. Killed while GitHub keeps the answer to one asset back: all files are there, for the others went up meanwhile, and the
    // journal does not know of one. Beside the planned files there are the plan itself and the approval.
    def files = plan.path('artifacts').size() + 2
    servers.github().faults().play(Fault.parse('slow=120000 POST /assets 2x1'))
    def first = deploying.killed(logs.resolve('killed-at-github.log'),
            { lines() >= 3 && releases().size() == 1 && releases().get(0).path('assets').size() == files } as java.util.function.BooleanSupplier,
            'deploy')
    assertThat(first.code()).as(first.log()).isEqualTo(137)
    assertThat(releases().get(0).path('draft').asBoolean()).isTrue()
    assertThat(servers.state().path('pypi')).isEmpty()

    // 4. Killed while PyPI keeps the answer to the wheel back.
    servers.pypi().faults().play(Fault.parse('slow=120000 POST ^/legacy/ 1x1'))
    def second = deploying.killed(logs.resolve('killed-at-pypi.log'),
            { servers.state().path('pypi').path('invokeai-demo').size() == 1 } as java.util.function.BooleanSupplier, 'deploy')
    assertThat(second.code()).as(second.log()).isEqualTo(137)
    assertThat(releases().get(0).path('draft').asBoolean()).isTrue()
    assertThat(new File(release, 'receipt.json')).doesNotExist()

    // 5. To the end, with the logins from settings.xml this time.
    def third = maven.withServers([pypi: 'SECRET_OF_PYPI', github: 'SECRET_OF_GITHUB'])
            .with([SECRET_OF_PYPI: tokens.PYPI_TOKEN, SECRET_OF_GITHUB: tokens.GITHUB_TOKEN])
            .run(logs.resolve('finished.log'), '-X', 'deploy')
    assertThat(third.code()).as(third.log()).isZero()
    assertThat(third.log()).contains('already has', 'settings.xml', 'is public', 'BUILD SUCCESS')

    // Exactly the planned files in one release that everybody sees, and what was there after the kills was not sent again.
    def state = servers.state()
    assertThat(state.path('pypi').path('invokeai-demo')).hasSize(2)
    assertThat(uploads('pypi', '^/legacy/')).hasSize(2 - 1)
    assertThat(uploads('github-uploads', '/assets')).hasSize(files - 1)
    assertThat(releases()).hasSize(1)
    assertThat(releases().get(0).path('draft').asBoolean()).isFalse()
    assertThat(releases().get(0).path('assets')).hasSize(files)
    plan.path('artifacts').each { artifact ->
        def name = artifact.path('path').asText().replaceAll('.*/', '')
        def sha256 = artifact.path('sha256').asText()
        assertThat(releases().get(0).path('assets').path(name).path('sha256').asText()).isEqualTo(sha256)
        if (artifact.path('role').asText() in ['wheel', 'sdist']) {
            assertThat(state.path('pypi').path('invokeai-demo').path(name).path('sha256').asText()).isEqualTo(sha256)
        }
    }

    // What is written down: the receipt is complete, the journal has every step of this plan.
    def receiptFile = new File(release, 'receipt.json')
    def receipt = json.readTree(receiptFile)
    assertThat(receipt.path('finishedAt').asText()).isNotEmpty()
    assertThat(receipt.path('approvals').get(0).path('approver').asText()).isEqualTo('Ada')
    assertThat(receiptFile.text).doesNotContain('"confirmed": false')
    def entries = journal.readLines().collect { json.readTree(it) }
    assertThat(entries).allMatch { it.path('plan').asText() == fingerprint }
    assertThat(entries.collect { it.path('step').asText() + ' ' + it.path('event').asText() })
            .contains('preflight done', 'draft-github-release created', 'draft-github-release proven',
                    'publish-pypi file-starting', 'publish-pypi file-stored', 'publish-pypi done',
                    'publish-github-release published', 'release finished')

    // 6. Once more: nothing is sent, nothing changes.
    def before = writes().findAll { !it.fault().startsWith('slow') }
    def again = deploying.run(logs.resolve('again.log'), '-X', 'deploy')
    assertThat(again.code()).as(again.log()).isZero()
    assertThat(writes().findAll { !it.fault().startsWith('slow') }).isEqualTo(before)
    assertThat(servers.state()).isEqualTo(state)
    def repeated = json.readTree(receiptFile)
    assertThat(repeated).isEqualTo(receipt)

    // 7. No token in any log, those of mvn -X included, or file, neither as it is nor as it is sent.
    def secrets = tokens.values().collectMany {
        [it, Base64.encoder.encodeToString(('__token__:' + it).getBytes(StandardCharsets.UTF_8))]
    }
    int searched = 0
    basedir.eachFileRecurse(groovy.io.FileType.FILES) { file ->
        if (file.path.contains('node_modules')) {
            return
        }
        def text = new String(file.bytes, StandardCharsets.ISO_8859_1)
        secrets.each { secret -> assertThat(text.contains(secret)).as("a token in ${file}".toString()).isFalse() }
        searched++
    }
    assertThat(searched).isGreaterThan(50)
} finally {
    servers.close()
}
return true
