import ai.invoke.release.it.DemoRepository
import java.nio.file.Files

def sources = new File(basedir, '../../../src/it/projects/plain').toPath()
def app = basedir.toPath().resolve('app')
DemoRepository.create(sources, app).tag('v1.4.0')
def second = DemoRepository.create(sources, basedir.toPath().resolve('second'))
def project = basedir.toPath().resolve('second/pyproject.toml')
Files.writeString(project, Files.readString(project).replace('name = "plain-app"', 'name = "plain-second"'))
second.commit('Another name').tag('v1.4.0')
context.put('servers', DemoRepository.in(app).startServices('invoke-ai/Plain', 'v1.4.0'))
Files.move(app.resolve('test.properties'), basedir.toPath().resolve('test.properties'))
return true
