import ai.invoke.release.it.DemoRepository
import ai.invoke.sandbox.SandboxServers
import ai.invoke.sandbox.github.GitHubOptions
import ai.invoke.sandbox.github.SandboxRepository
import ai.invoke.sandbox.pypi.PypiOptions
import ai.invoke.sandbox.pypi.RegisteredPublisher

def story = basedir.toPath()
def recipes = new File(basedir, '../../../src/site/resources/ci/github')
def git = DemoRepository.create(new File(basedir, '../../../src/it/projects/plain').toPath(), story)
recipes.eachFile { git.write(".github/workflows/${it.name}", it.text) }
git.commit('Workflows of the documentation').tag('v1.4.0')
git.git('push', '--quiet', 'origin', 'main')

def head = git.git('rev-parse', 'HEAD')
def index = { name -> PypiOptions.of(name).withPublishers(
        [new RegisteredPublisher('plain-app', 'invoke-ai/Plain', 'release.yml', name, true)]) }
def state = new File(basedir, '../the-github-recipe-runs-services')
state.deleteDir()
// They run in this JVM until verify.groovy stops them, and die with it in any case.
def servers = SandboxServers.start(state.toPath(), SandboxServers.Options.of()
        .withPypi(index('pypi')).withTestpypi(index('testpypi'))
        .withGitHub(GitHubOptions.of(SandboxRepository.of('invoke-ai/Plain', head,
                [new SandboxRepository.Tag('v1.4.0', git.git('rev-parse', 'v1.4.0'), head)]))))
context.put('servers', servers)
git.write('services.properties', """\
invokeai.pypi.uploadUrl=${servers.pypi().uploadUrl()}
invokeai.pypi.simpleUrl=${servers.pypi().simpleUrl()}
invokeai.testpypi.uploadUrl=${servers.testpypi().uploadUrl()}
invokeai.testpypi.simpleUrl=${servers.testpypi().simpleUrl()}
invokeai.githubApi=${servers.github().api()}
# Nobody here plays Sigstore; a test of its own does.
invokeai.attestations=none
""")
return true
