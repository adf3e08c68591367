import ai.invoke.release.file.Folders
import ai.invoke.release.http.TestCertificate
import ai.invoke.release.http.TestProxy
import ai.invoke.release.it.DemoRepository
import ai.invoke.sandbox.foreign.ForeignIndex
import ai.invoke.sandbox.pypi.SandboxPypiserver
import java.nio.file.Files

def sources = new File(basedir, '../../../src/it/projects/plain').toPath()
def repository = DemoRepository.create(sources, basedir.toPath()).tag('v1.4.0')
def servers = repository.startServices('invoke-ai/Plain', 'v1.4.0')
def services = basedir.toPath().resolveSibling("${basedir.name}-indexes")
Folders.delete(services)
Files.createDirectories(services)

// Each index has a password of its own, and takes no other.
def user = '__token__'
def password = { id -> "secret-of-${id}-4711".toString() }
def folder = { id -> services.resolve(id) }
def certificate = new TestCertificate(services, 'dns:artifactory.corp.example,ip:127.0.0.1')
def client = new TestCertificate(services, 'dns:builder.corp.example')
def asking = certificate.listen(client, true)
def hidden = certificate.listen(client, false)
def proxy = new TestProxy('me', password('proxy'), ['artifactory.corp.example:443': hidden.localPort])
def indexes = [
        pypiserver: SandboxPypiserver.start(folder('pypiserver'), user, password('pypiserver')),
        nexus: ForeignIndex.start(folder('nexus'), ForeignIndex.Make.NEXUS, user, password('nexus')),
        artifactory: ForeignIndex.start(folder('artifactory'), ForeignIndex.Make.ARTIFACTORY, user, password('artifactory'),
                hidden, 'https://artifactory.corp.example'),
        gitlab: ForeignIndex.start(folder('gitlab'), ForeignIndex.Make.GITLAB, user, password('gitlab'),
                asking, "https://127.0.0.1:${asking.localPort}".toString()),
        codeartifact: ForeignIndex.start(folder('codeartifact'), ForeignIndex.Make.CODEARTIFACT, user, password('codeartifact')),
        devpi: ForeignIndex.start(folder('devpi'), ForeignIndex.Make.DEVPI, user, password('devpi'))]
// They run in this JVM until verify.groovy stops them, and die with it in any case.
context.put('servers', servers)
context.put('indexes', indexes)
context.put('proxy', proxy)
context.put('passwords', (indexes.keySet() + 'proxy').collectEntries { [it, password(it)] } + [pypi: servers.pypi().token()])
context.put('tls', ["-Dinvokeai.caBundle=${certificate.certificate()}".toString(),
        "-Dinvokeai.clientCertificate=${client.keyAndCertificate()}".toString()])
new File(basedir, 'test.properties') << indexes.collect {
    "it.${it.key}.uploadUrl=${it.value.uploadUrl()}\nit.${it.key}.simpleUrl=${it.value.simpleUrl()}\n" }.join()
return true
