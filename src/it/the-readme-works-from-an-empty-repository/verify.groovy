import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.MavenLaunch

def story = basedir.toPath()
def sources = new File(basedir, '../../..').canonicalFile
def readme = new File(sources, 'README.md').text

// What the README says, read from it.
def install = (readme =~ /(?s)## Getting it.*?```\n(mvn [^\n]*)\n```/)[0][1].split(' ').drop(1)
def pom = (readme =~ /(?s)```xml\n(<project>.*?)```/)[0][1]
def step = { name ->
    def row = (readme =~ /(?m)^\| ${name} \| `([^`]+)` \|/)
    assertThat(row.find()).as('a step called ' + name).isTrue()
    return row.group(1)
}
def words = { command -> (command =~ /"[^"]*"|\S+/).collect { it.replace('"', '') } }

// A clone of the plugin, with what is not committed yet, and a local repository that does not exist.
def clone = new File(basedir, 'plugin')
def listed = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'].execute(null, sources).text
listed.split('\0').each { name ->
    def from = new File(sources, name)
    if (from.isFile()) {
        def to = new File(clone, name)
        to.parentFile.mkdirs()
        to.bytes = from.bytes
    }
}
def empty = new File(basedir, 'empty-repository').toPath()
def maven = { folder -> MavenLaunch.in(story, empty, folder) }
def installed = maven(clone.toPath()).run(story.resolve('install.log'), *install)
assertThat(installed.code()).as(installed.log()).isZero()
assertThat(installed.log()).contains('BUILD SUCCESS').doesNotContain('Tests run')

// An application of somebody's own: a package and nothing else.
def home = new File(basedir, 'application')
home.mkdirs()
def application = DemoRepository.create(new File(sources, 'src/it/projects/plain').toPath(), home.toPath())
application.write('pom.xml', pom)
application.write('plainapp/__init__.py', new File(home, 'plainapp/__init__.py').text.replaceAll(/__version__ = "[^"]*"/, '__version__ = "1.2.3"'))
application.commit('A release with Maven')
application.git('push', '--quiet', 'origin', 'main')
// As somebody's at GitHub; what is pushed goes to the bare repository beside it.
application.git('config', 'remote.origin.pushurl', application.remote().toString())
application.git('config', 'remote.origin.url', 'https://github.com/somebody/plain-app.git')
application.git(*words(step('tag')).drop(1))

def run = { name, launch ->
    def ended = launch.run(story.resolve(name.replaceAll(/\W+/, '-') + '.log'), *words(name).drop(1))
    assertThat(ended.code()).as(ended.log()).isZero()
    return ended.log()
}
// A plan names its targets, so that each step is told where the services of this story are.
def servers = application.startServices('somebody/plain-app', 'v1.2.3')
try {
    def job = maven(home.toPath()).withProperties(home.toPath().resolve('test.properties'))
    def made = run(step('make and prove'), job)
    def fingerprint = (made =~ /-Dinvokeai\.fingerprint=([0-9a-f]{12})/)[0][1]
    assertThat(run(step('rehearse'), job)).contains(fingerprint)
    assertThat(run(step('approve').replace('…', fingerprint), job)).contains(fingerprint)
    application.git(*words(step('push the tag')).drop(1))
    def deployed = run(step('publish'),
            job.with('PYPI_TOKEN', servers.pypi().token()).with('GITHUB_TOKEN', servers.github().token()))
    assertThat(deployed).contains('released: plain-app 1.2.3')
    assertThat(servers.state().path('pypi').path('plain-app')).hasSize(2)
} finally {
    servers.close()
}
assertThat(new File(home, 'target/release/receipt.json')).exists()
return true
