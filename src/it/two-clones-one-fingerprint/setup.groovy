import ai.invoke.release.it.DemoRepository

def sources = new File(basedir, '../../../src/it/projects/plain').toPath()
DemoRepository.create(sources, basedir.toPath()).tag('v1.4.0')
return true
