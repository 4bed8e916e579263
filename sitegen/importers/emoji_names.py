"""Characters for the emoji names that chat services write as `:name:`.

Names here are those in wide use on Slack and Discord whose meaning is fixed by the
services; others keep their `:name:`, since a workspace can make its own.
"""

_WRITTEN = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 tada 🎉 heart ❤️ joy 😂 smile 😄
smiley 😃 grinning 😀 grin 😁 laughing 😆 satisfied 😆 sweat_smile 😅 rofl 🤣
rolling_on_the_floor_laughing 🤣 slightly_smiling_face 🙂
upside_down_face 🙃 wink 😉 blush 😊 innocent 😇 heart_eyes 😍
kissing_heart 😘 yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜
sunglasses 😎 nerd_face 🤓 thinking_face 🤔 thinking 🤔 neutral_face 😐
expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄
grimacing 😬 relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 mask 😷
dizzy_face 😵 exploding_head 🤯 confused 😕 worried 😟
slightly_frowning_face 🙁 white_frowning_face ☹️ open_mouth 😮 hushed 😯
astonished 😲 flushed 😳 fearful 😨 cold_sweat 😰 disappointed_relieved 😥
cry 😢 sob 😭 scream 😱 confounded 😖 persevere 😣 disappointed 😞 sweat 😓
weary 😩 tired_face 😫 triumph 😤 rage 😡 angry 😠 skull 💀 ghost 👻
robot_face 🤖 hugging_face 🤗 facepalm 🤦 face_palm 🤦 shrug 🤷 wave 👋
raised_hand ✋ hand ✋ ok_hand 👌 v ✌️ crossed_fingers 🤞 point_left 👈
point_right 👉 point_up ☝️ point_up_2 👆 point_down 👇 fist ✊ facepunch 👊
punch 👊 clap 👏 raised_hands 🙌 open_hands 👐 handshake 🤝 pray 🙏 muscle 💪
eyes 👀 brain 🧠 broken_heart 💔 orange_heart 🧡 yellow_heart 💛
green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤
sparkling_heart 💖 two_hearts 💕 100 💯 boom 💥 collision 💥 sparkles ✨
star ⭐ star2 🌟 fire 🔥 zap ⚡ rainbow 🌈 sunny ☀️ cloud ☁️ snowflake ❄️
coffee ☕ beer 🍺 beers 🍻 wine_glass 🍷 pizza 🍕 cake 🍰 birthday 🎂 cookie 🍪
taco 🌮 rocket 🚀 ship 🚢 car 🚗 bike 🚲 airplane ✈️ house 🏠 computer 💻
keyboard ⌨️ phone ☎️ iphone 📱 camera 📷 bulb 💡 mag 🔍 book 📖 books 📚
memo 📝 pencil 📝 pencil2 ✏️ paperclip 📎 pushpin 📌 calendar 📆 date 📅
chart_with_upwards_trend 📈 bar_chart 📊 lock 🔒 key 🔑 hammer 🔨 wrench 🔧
gear ⚙️ link 🔗 bell 🔔 mega 📣 loudspeaker 📢 email ✉️ inbox_tray 📥
package 📦 moneybag 💰 trophy 🏆 white_check_mark ✅ heavy_check_mark ✔️
ballot_box_with_check ☑️ x ❌ warning ⚠️ no_entry ⛔
question ❓ exclamation ❗ bangbang ‼️ arrow_right ➡️ arrow_left ⬅️
arrow_up ⬆️ arrow_down ⬇️ checkered_flag 🏁 bug 🐛 dog 🐶 cat 🐱
unicorn_face 🦄 penguin 🐧 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
poop 💩 hankey 💩 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 seedling 🌱
four_leaf_clover 🍀 rose 🌹 sunflower 🌻 partying_face 🥳 pleading_face 🥺
saluting_face 🫡 melting_face 🫠 confetti_ball 🎊 balloon 🎈 gift 🎁 crown 👑
gem 💎 hourglass ⌛ stopwatch ⏱️ alarm_clock ⏰ one 1️⃣ two 2️⃣ three 3️⃣
four 4️⃣ five 5️⃣
"""

_WORDS = _WRITTEN.split()
_CHARACTERS = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))


def emoji_of(name: str) -> str | None:
    """Return the character of an emoji name without colons, or None."""
    return _CHARACTERS.get(name)
