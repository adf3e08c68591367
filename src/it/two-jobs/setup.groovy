import ai.invoke.release.it.DemoRepository
import ai.invoke.sandbox.SandboxServers
import ai.invoke.sandbox.github.GitHubOptions
import ai.invoke.sandbox.github.SandboxRepository

def sources = new File(basedir, '../../../src/it/projects/plain').toPath()
def git = DemoRepository.create(sources, basedir.toPath()).tag('v1.4.0')
def repository = SandboxRepository.of('invoke-ai/Plain', git.git('rev-parse', 'HEAD'),
        [new SandboxRepository.Tag('v1.4.0', git.git('rev-parse', 'v1.4.0'), git.git('rev-parse', 'HEAD'))])
def services = basedir.toPath().resolveSibling('two-jobs-services')
services.toFile().deleteDir()
def servers = SandboxServers.start(services, SandboxServers.Options.of().withGitHub(GitHubOptions.of(repository)))
// They run in this JVM until verify.groovy stops them, and die with it in any case.
context.put('servers', servers)
new File(basedir, 'test.properties').text = """\
invokeai.pypi.uploadUrl=${servers.pypi().uploadUrl()}
invokeai.pypi.simpleUrl=${servers.pypi().simpleUrl()}
invokeai.githubApi=${servers.github().api()}
"""
return true
