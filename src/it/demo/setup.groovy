import ai.invoke.release.it.DemoRepository

def sources = new File(basedir, '../../../src/it/projects/demo').toPath()
DemoRepository.create(sources, basedir.toPath()).tag('v' + DemoRepository.VERSION)
return true
