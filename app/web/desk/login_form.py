from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from app.web.form_base import Form


class LoginForm(Form):
    email = EmailField("E-mail address", [InputRequired("Type your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Type your password.")])
