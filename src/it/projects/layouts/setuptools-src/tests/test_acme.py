def test_answer():
    assert True
