import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.MavenLaunch
import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.charset.StandardCharsets

def servers = context.get('servers')
def indexes = context.get('indexes')
def proxy = context.get('proxy')
def passwords = context.get('passwords')
def json = new ObjectMapper()
def logs = basedir.toPath().resolve('target/maven')
def variables = passwords.keySet().collectEntries { [it, "SECRET_OF_${it.toUpperCase(Locale.ROOT)}".toString()] }
def maven = MavenLaunch.in(basedir.toPath(), localRepositoryPath.toPath(), basedir.toPath())
        .withServers(variables.findAll { it.key != 'proxy' })
        .withProxy(proxy.port(), 'me', variables.proxy)
        .withProperties(basedir.toPath().resolve('test.properties'))
        .with(context.get('tls'))
        .with(variables.collectEntries { [it.value, passwords[it.key]] } + [GITHUB_TOKEN: servers.github().token()])
def order = ['pypiserver', 'nexus', 'artifactory', 'gitlab', 'codeartifact', 'devpi', 'pypi']
def release = { servers.state().path('github').path('invoke-ai/Plain').path('releases').get(0) }
def wheel = 'plain_app-1.4.0-py3-none-any.whl'
def services = basedir.toPath().resolveSibling("${basedir.name}-indexes")
def sent = { indexes.values().collectMany { it.log().entries() }.count { it.method() == 'POST' } +
        servers.log().entries().count { it.method() == 'POST' && it.server() == 'pypi' } }
try {
    // 1. The plan names the indexes in the order of the POM's numbers.
    def plan = json.readTree(new File(basedir, 'target/release/release-plan.json'))
    assertThat(plan.path('indexes').collect { it.path('name').asText() }).isEqualTo(order)
    assertThat(plan.path('indexes').collect { it.path('required').asBoolean(true) })
            .isEqualTo([true, true, true, true, false, true, true])
    def fingerprint = (new File(basedir, 'build.log').text =~ /fingerprint +([0-9a-f]{12})/)[0][1]
    def approved = maven.run(logs.resolve('approve.log'), 'invokeai-release:approve',
            "-Dinvokeai.fingerprint=${fingerprint}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(approved.code()).as(approved.log()).isZero()

    // 2. One table of all files of all indexes. What one index has in another form stops all, before anything is sent.
    indexes.gitlab.put(wheel, 'another file'.bytes)
    def conflict = maven.run(logs.resolve('conflict.log'), 'invokeai-release:preflight')
    assertThat(conflict.code()).isNotZero()
    assertThat(conflict.log()).contains("gitlab already has ${wheel} with other bytes".toString(), 'raise the version')
    order.each { assertThat(conflict.log()).containsPattern("(?m)^\\[INFO\\] ${it}( at \\S+)? +${wheel} .*(to upload|OTHER BYTES there)") }
    assertThat(conflict.log().readLines().count { it.contains('OTHER BYTES') }).isEqualTo(1)
    assertThat(sent()).isZero()
    indexes.gitlab.delete(wheel)

    // 3. Every index gets both files, each with the login of its own id, one through the proxy, one with a certificate.
    def published = maven.run(logs.resolve('published.log'), '-X', 'invokeai-release:preflight', 'invokeai-release:draft-github-release',
            'invokeai-release:publish-indexes')
    assertThat(published.code()).as(published.log()).isZero()
    assertThat((published.log() =~ /(\w+): 2 uploaded, 0 already there/).collect { it[1] }).isEqualTo(order)
    def wanted = plan.path('artifacts').findAll { it.path('role').asText() in ['wheel', 'sdist'] }
            .collectEntries { [it.path('path').asText().replaceAll('.*/', ''), it.path('sha256').asText()] }
    (indexes.keySet() - 'pypiserver').each { assertThat(indexes[it].files()).as(it).isEqualTo(wanted) }
    wanted.keySet().each { assertThat(services.resolve('pypiserver').resolve(it)).exists() }
    assertThat(servers.state().path('pypi').path('plain-app')).hasSize(2)
    assertThat(proxy.tunnels()).isNotEmpty().containsOnly('artifactory.corp.example:443')

    // 4. A required index that lost a file keeps the release a draft; an optional one is only warned about.
    indexes.devpi.show(false)
    indexes.codeartifact.show(false)
    def lost = maven.run(logs.resolve('lost.log'), 'invokeai-release:publish-github-release')
    assertThat(lost.code()).isNotZero()
    assertThat(lost.log()).contains("devpi does not show ${wheel}".toString(), 'stays a draft')
    assertThat(release().path('draft').asBoolean()).isTrue()
    indexes.devpi.show(true)
    def open = maven.run(logs.resolve('open.log'), 'invokeai-release:publish-github-release')
    assertThat(open.code()).as(open.log()).isZero()
    assertThat(open.log()).containsPattern('WARN.*codeartifact does not show').contains('BUILD SUCCESS')
    assertThat(release().path('draft').asBoolean()).isFalse()
    indexes.codeartifact.show(true)

    // 5. Once more: every index is asked, and none is sent anything.
    def before = sent()
    def again = maven.run(logs.resolve('again.log'), '-X', 'invokeai-release:publish-indexes')
    assertThat(again.code()).as(again.log()).isZero()
    assertThat((again.log() =~ /(\w+): 0 uploaded, 2 already there/).collect { it[1] }).isEqualTo(order)
    assertThat(sent()).isEqualTo(before)

    // 6. No password in any log, those of mvn -X included, or file, neither as it is nor as it is sent.
    def secrets = passwords.values().collectMany { secret ->
        [secret] + ['__token__', 'me'].collect { Base64.encoder.encodeToString("${it}:${secret}".getBytes(StandardCharsets.UTF_8)) }
    }
    int searched = 0
    basedir.eachFileRecurse(groovy.io.FileType.FILES) { file ->
        def text = new String(file.bytes, StandardCharsets.ISO_8859_1)
        secrets.each { secret -> assertThat(text.contains(secret)).as("a password in ${file}".toString()).isFalse() }
        searched++
    }
    assertThat(searched).isGreaterThan(20)
} finally {
    proxy.close()
    indexes.values().each { it.close() }
    servers.close()
}
return true
